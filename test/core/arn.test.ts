import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatArn, parseArn, tryParseArn } from "../../src/core/index.ts";

describe("an ARN", () => {
  it("keeps colons in its resource", () => {
    expect(parseArn("arn:aws:s3:::bucket/a:b").resource).toBe("bucket/a:b");
  });

  it.each(["", "arn", "arn:aws:iam::1:", "urn:aws:iam::1:role/x", "arn::iam::1:role/x", "arn:aws:::1:role/x"])(
    "is not `%s`",
    (text) => {
      expect(tryParseArn(text)).toBeUndefined();
      expect(() => parseArn(text)).toThrow(expect.objectContaining({ code: "ArnInvalid" }));
    },
  );

  it("is the same after reading and writing", () => {
    const part = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
    fc.assert(
      fc.property(part, part, fc.string({ minLength: 1 }), (service, region, resource) => {
        const text = `arn:aws:${service}:${region}:123456789012:${resource}`;
        expect(formatArn(parseArn(text))).toBe(text);
      }),
    );
  });
});
