import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PolicyError, type PolicyKind, parsePolicy } from "../../src/policy/index.ts";

const KINDS: readonly PolicyKind[] = ["identity", "trust", "session", "resource", "boundary", "scp", "rcp"];

function refusal(text: string, kind: PolicyKind = "identity"): PolicyError {
  try {
    parsePolicy(text, kind);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error(`the ${kind} policy was accepted: ${text}`);
}

const place = (text: string, kind?: PolicyKind): string => {
  const { pointer, line, column } = refusal(text, kind);
  return `${line}:${column} ${pointer}`;
};

/** A document of several lines, with something put in the place of `@`. */
const around = (middle: string): string => `{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    ${middle}
  ]
}`;

describe("a refused document tells the place", () => {
  test.each([
    [
      "of a bad resource",
      '{"Effect": "Allow", "Action": "s3:*", "Resource": ["*", "bucket"]}',
      "5:61 /Statement/1/Resource/1",
    ],
    ["of a bad action", '{"Effect": "Allow", "Action": "PutObject", "Resource": "*"}', "5:35 /Statement/1/Action"],
    ["of an unknown element", '{"Effect": "Allow", "action": "s3:*", "Resource": "*"}', "5:35 /Statement/1/action"],
    ["of a statement that misses an element", '{"Effect": "Allow", "Resource": "*"}', "5:5 /Statement/1"],
    ["of the second of two equal keys", '{"Effect": "Allow", "Effect": "Deny"}', "5:35 /Statement/1/Effect"],
    [
      "of a condition's value",
      '{"Effect": "Allow", "Action": "*", "Resource": "*",\n "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "x"]}}}',
      "6:61 /Statement/1/Condition/IpAddress/aws:SourceIp/1",
    ],
  ])("%s", (_, middle, expected) => {
    expect(place(around(middle))).toBe(expected);
  });

  test.each([
    ["a comma is missing", '{\n "Version" "x"}', "2:12 ", "`:` was expected"],
    ["a comma is too many", '{\n  "Statement": [],\n}', "3:1 ", "a name in double quotes was expected"],
    ["a text does not end", '{"Version": "2012', "1:13 ", "a text in double quotes is not well formed"],
    ["a brace is missing", '{"Version": "2012-10-17"', "1:25 ", "the text ends too early"],
    ["something follows", '{"a": 1} x', "1:10 ", "the end was expected after the value"],
    ["there is nothing", "", "1:1 ", "the text ends too early"],
    ["a word is no value", '{"a": yes}', "1:7 ", "a value was expected"],
    ["a line feed is in a text", '{"a": "x\ny"}', "1:7 ", "a text in double quotes is not well formed"],
    ["an array has no end", '{"a": [1 2]}', "1:10 ", "`,` or `]` was expected"],
  ])("where %s", (_, text, expected, message) => {
    expect(place(text)).toBe(expected);
    expect(refusal(text).message).toBe(`the policy is not JSON: ${message}`);
  });

  test("however deep a text is nested", () => {
    expect(refusal("[".repeat(100_000)).message).toBe("the policy is not JSON: the text is nested too deep");
  });

  test("whatever the text and the kind", () => {
    const word = fc.constantFrom("Statement", "Effect", "Allow", "Action", "*", "s3:*", "Resource", "Principal", "Sid");
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        word,
        fc.constantFrom(null, 1, true, ""),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(word, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      tree.map((value) => JSON.stringify(value, undefined, 1)),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...KINDS), (document, kind) => {
        try {
          parsePolicy(document, kind);
        } catch (error) {
          expect(error).toBeInstanceOf(PolicyError);
          const { line, column, awsCode, awsMessage } = error as PolicyError;
          const lines = document.split("\n");
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
          expect(awsCode).not.toBe("");
          expect(awsMessage).not.toBe("");
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("where JSON.parse and the search for the fault agree", () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", '"', "}", "[", "0", "\\", " "))
      .map(([text, at, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1));
    fc.assert(
      fc.property(broken, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const message = refusal(`${text}`, "resource").message;
        // A text that is JSON may be no policy, but must never be called broken.
        expect(message.startsWith("the policy is not JSON:")).toBe(!isJson && !/^\s/.test(text));
      }),
      { numRuns: 2000 },
    );
  });
});
