import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../../src/core/index.ts";
import { newUuid, physicalName } from "../../../../src/emulator/services/cloudformation/physical-ids.ts";

const name = (stackName: string, logicalId: string, rules: Parameters<typeof physicalName>[1]): string =>
  physicalName({ stackName, logicalId }, rules, systemRandom);

describe("names that CloudFormation makes up", () => {
  it("have the stack's name, the logical id and a suffix", () => {
    expect(name("my-stack", "Role", { maxLength: 64 })).toMatch(/^my-stack-Role-[A-Za-z0-9]{12}$/);
  });

  it("are all lower case for a bucket", () => {
    expect(name("My-Stack", "S3PrivateBucket", { maxLength: 63, lowerCase: true })).toMatch(
      /^my-stack-s3privatebucket-[a-z0-9]{12}$/,
    );
  });

  it("never exceed their limit, and never lose their suffix", () => {
    const text = (maxLength: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[a-z]{1,${maxLength}}$`));
    fc.assert(
      fc.property(text(128), text(255), fc.integer({ min: 40, max: 255 }), (stackName, logicalId, maxLength) => {
        const made = name(stackName, logicalId, { maxLength });
        expect(made.length).toBeLessThanOrEqual(maxLength);
        const [, stackPart = "", logicalPart = ""] = /^([a-z]+)-([a-z]+)-[A-Za-z0-9]{12}$/.exec(made) ?? [];
        expect(stackName.startsWith(stackPart) && logicalId.startsWith(logicalPart)).toBe(true);
        const isCut = stackPart !== stackName || logicalPart !== logicalId;
        expect(isCut).toBe(stackName.length + logicalId.length + 14 > maxLength);
      }),
    );
  });

  it("differ from time to time", () => {
    const names = Array.from({ length: 100 }, () => name("s", "R", { maxLength: 64 }));
    expect(new Set(names).size).toBe(100);
  });
});

describe("UUIDs", () => {
  it("are of version 4", () => {
    expect(newUuid(systemRandom)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
