import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { overlaps } from "../../src/lint/overlap.ts";
import { parsePolicy } from "../../src/policy/index.ts";

describe("whether a resource and a form of the table have an ARN in common", () => {
  it.each<[resource: string, form: string, expected: boolean]>([
    ["*", "s3:::%", true],
    ["arn:aws:s3:::b", "s3:::%", true],
    ["arn:aws:s3:::b/k", "s3:::%", false],
    ["arn:aws:s3:::b/*", "s3:::%", false],
    ["arn:aws:s3:::b*", "s3:::%", true],
    ["arn:aws:s3:::b", "s3:::%/*", false],
    ["arn:aws:s3:::b*", "s3:::%/*", true],
    ["arn:aws:s3:::${aws:username}", "s3:::%/*", true],
    ["arn:aws:s3:::b${*}", "s3:::%/*", false],
    ["arn:aws:s3:::b?k", "s3:::%/*", true],
    ["arn:*:iam::111111111111:role/*", "iam::*:role/*", true],
    ["arn:aws:iam::*:user/*", "iam::*:role/*", false],
    ["arn:aws:sqs:*:*:*", "sns:*:*:*", false],
    ["arn:aws:logs:*:*:log-group:/x:*", "logs:*:*:log-group:*:log-stream:*", true],
  ])("%s and %s: %s", (resource, form, expected) => expect(overlaps(resource, form, true)).toBe(expected));

  it("reads `${` as characters where there are no variables", () => {
    expect(overlaps("arn:aws:s3:::${a}", "s3:::%/*", false)).toBe(false);
  });

  it("is never denied where the engine lets a resource of that form match", () => {
    const piece = fc.constantFrom("a", "b", "/", "*", "?", "${*}", "${aws:username}", ":");
    const formPiece = fc.constantFrom("a", "b", "/", "*", "%");
    const filler = fc.string({ unit: fc.constantFrom("a", "b", "/", "*"), maxLength: 3 });
    const username = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 3 });
    const pieces = fc.array(piece, { minLength: 1, maxLength: 6 });
    const input = { pieces, form: fc.array(formPiece, { minLength: 1, maxLength: 6 }), filler, username };
    let matched = 0;
    fc.assert(
      fc.property(fc.record(input), ({ pieces, form, filler, username }) => {
        const resource = `arn:aws:s3:::${pieces.join("")}`;
        const part = form
          .map((one) => (one === "*" ? filler : one === "%" ? filler.replaceAll("/", "") : one))
          .join("");
        const text = JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "*", Resource: resource }],
        });
        const pattern = parsePolicy(text, "identity").statements[0]?.resource?.patterns[0];
        if (pattern?.matches(`arn:aws:s3:::${part}`, new Map([["aws:username", username]])) !== true) return;
        matched++;
        expect(overlaps(resource, `s3:::${form.join("")}`, true)).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(matched).toBeGreaterThan(50);
  });

  it("is found in work that grows with the product of the lengths, whatever the wildcards", () => {
    const hostile = `arn:aws:s3:::${"*a".repeat(500)}`;
    expect(overlaps(hostile, `s3:::${"*b".repeat(20)}c`, true)).toBe(false);
  });
});
