import { describe, expect, it } from "vitest";
import { ERROR_CODES, KeyleaseError } from "../../src/core/index.ts";

describe("an error of Keylease", () => {
  it("carries its code, its hint and its cause", () => {
    const cause = new Error("below");
    const error = new KeyleaseError("ArnInvalid", "`x` is not an ARN", {
      hint: "Give one.",
      cause,
      facts: { status: 1 },
    });
    expect(error).toMatchObject({ code: "ArnInvalid", hint: "Give one.", cause, facts: { status: 1 } });
    expect(error).toBeInstanceOf(Error);
  });

  it("has a documented sentence for each code", () => {
    for (const [code, sentence] of Object.entries(ERROR_CODES)) {
      expect(code).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });
});
