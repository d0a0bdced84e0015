import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { EXIT_CODES, exitCodeOf } from "../../src/cli/exit-codes.ts";
import { createOutput } from "../../src/cli/output.ts";
import { reportError } from "../../src/cli/report-error.ts";
import { ERROR_CODES, type ErrorCode, KeyleaseError } from "../../src/core/index.ts";

/** Reports an error; gives what was written to standard error, and the exit code. */
function report(
  error: unknown,
  options: { json?: boolean; interrupted?: boolean } = {},
): { text: string; code: number } {
  let text = "";
  const stderr = {
    write: (part: string) => {
      text += part;
    },
  };
  const stdout = {
    write: () => {
      throw new Error("errors must not go to standard output");
    },
  };
  const code = reportError(error, createOutput(stdout, stderr, {}), { json: false, interrupted: false, ...options });
  return { text, code };
}

describe("the exit code of an error", () => {
  it("is a documented one for every error code, and 0 or 1 for none", () => {
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      expect(Object.keys(EXIT_CODES).map(Number)).toContain(exitCodeOf(code));
      expect(exitCodeOf(code)).toBeGreaterThan(1);
    }
  });

  it("is 1 for what nobody foresaw", () => {
    expect(report(new TypeError("x is not a function")).code).toBe(1);
    expect(report("a string").code).toBe(1);
  });

  it("is 130 whatever was thrown, once the person asked to stop", () => {
    expect(report(new Error("aborted"), { interrupted: true }).code).toBe(130);
  });
});

describe("an error is told", () => {
  const error = new KeyleaseError("ArnInvalid", "`x` is not an ARN", { hint: "Write an ARN.", facts: { at: 1 } });

  it("to people in a sentence on what happened and one on what to do", () => {
    expect(report(error)).toEqual({ text: "keylease: `x` is not an ARN.\nWrite an ARN.\n", code: 2 });
  });

  it("to programs as one line of JSON", () => {
    expect(JSON.parse(report(error, { json: true }).text)).toEqual({
      error: { code: "ArnInvalid", message: "`x` is not an ARN", hint: "Write an ARN.", facts: { at: 1 } },
    });
  });

  it("in the same form when commander found it", () => {
    const unknown = new CommanderError(
      1,
      "commander.unknownOption",
      "error: unknown option '--x'\n(Did you mean --y?)",
    );
    expect(report(unknown)).toEqual({ text: "keylease: unknown option `--x`.\nDid you mean --y?\n", code: 2 });
  });
});
