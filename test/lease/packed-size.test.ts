import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packedPolicySize } from "../../src/emulator/services/sts/packed-size.ts";
import { estimatePackedSize } from "../../src/lease/packed-size.ts";

const text = fc.string({ unit: "grapheme", maxLength: 60 });
const statement = fc.record({
  Effect: fc.constantFrom("Allow", "Deny"),
  Action: fc.array(text, { minLength: 1, maxLength: 4 }),
  Resource: text,
});
const statements = fc.array(statement, { maxLength: 6 });
const tags = fc.array(fc.record({ key: text, value: text }), { maxLength: 4 });
const write = (list: readonly unknown[], indent = 0): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: list }, undefined, indent);

describe("the estimate of a session's packed size", () => {
  it("is 0 for nothing and at least 1 for anything", () => {
    expect(estimatePackedSize({})).toBe(0);
    expect(estimatePackedSize({ policyArns: ["x"] })).toBe(1);
    expect(estimatePackedSize({ tags: [{ key: "k", value: "" }] })).toBe(1);
  });

  it("is about 25 % for the policy whose size is on record: to read and write below one prefix", () => {
    const bucket = "a-bucket-with-27-characters";
    const policy = write([
      { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `arn:aws:s3:::${bucket}/ten-chars-/*` },
      {
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:GetBucketLocation"],
        Resource: `arn:aws:s3:::${bucket}`,
        Condition: { StringLike: { "s3:prefix": ["ten-chars-/*"] } },
      },
    ]);
    expect(estimatePackedSize({ policy })).toBeGreaterThanOrEqual(15);
    expect(estimatePackedSize({ policy })).toBeLessThanOrEqual(35);
  });

  it("never falls when a statement is added", () => {
    fc.assert(
      fc.property(statements, statement, fc.nat(6), (list, added, at) => {
        const longer = list.toSpliced(at, 0, added);
        expect(estimatePackedSize({ policy: write(longer) })).toBeGreaterThanOrEqual(
          estimatePackedSize({ policy: write(list) }),
        );
      }),
    );
  });

  it("never falls when a text in it, an ARN or a tag is added to", () => {
    fc.assert(
      fc.property(statement, text, tags, (one, added, list) => {
        const size = estimatePackedSize({ policy: write([one]), tags: list });
        const longer = write([{ ...one, Resource: one.Resource + added }]);
        expect(estimatePackedSize({ policy: longer, tags: list })).toBeGreaterThanOrEqual(size);
        expect(estimatePackedSize({ policy: write([one]), tags: list, policyArns: [added] })).toBeGreaterThanOrEqual(
          size,
        );
        const moreTags = [...list, { key: added, value: added }];
        expect(estimatePackedSize({ policy: write([one]), tags: moreTags })).toBeGreaterThanOrEqual(size);
      }),
    );
  });

  it("does not count the spaces that make a policy readable, and counts those inside its texts", () => {
    fc.assert(
      fc.property(statements, (list) => {
        expect(estimatePackedSize({ policy: write(list, 4) })).toBe(estimatePackedSize({ policy: write(list) }));
      }),
    );
    const spaces = (count: number): number => estimatePackedSize({ policy: JSON.stringify({ Id: " ".repeat(count) }) });
    expect(spaces(1000)).toBeGreaterThan(spaces(0));
  });

  it("is what the emulator answers, up to 100", () => {
    fc.assert(
      fc.property(statements, tags, (list, given) => {
        const policy = write(list, 2);
        const estimate = estimatePackedSize({ policy, tags: given, policyArns: ["arn:aws:iam::aws:policy/x"] });
        fc.pre(estimate <= 100);
        expect(packedPolicySize({ policy, tags: given, policyArns: ["arn:aws:iam::aws:policy/x"] })).toBe(estimate);
      }),
    );
  });
});
