import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { RESOURCE_TYPES } from "../../src/emulator/services/cloudformation/resources/index.ts";
import { makeResourceSchemas, SCHEMAS_FOLDER } from "../../tools/resource-schemas/make.ts";
import { RESOURCE_TYPE_NAMES } from "../../tools/resource-schemas/types.ts";

describe("the committed schemas of resource types", () => {
  let made: ReadonlyMap<string, string>;
  beforeAll(async () => {
    made = await makeResourceSchemas();
  });
  const read = (name: string): string => readFileSync(`${SCHEMAS_FOLDER}/${name}`, "utf8");

  it("are what the installed data make, so `npm run schemas` was run after their update", () => {
    expect(readdirSync(SCHEMAS_FOLDER).sort()).toEqual([...made.keys()].sort());
    for (const [name, text] of made) expect(read(name), name).toBe(text);
  });

  it("say what is required, what needs a new resource, and what an object holds", () => {
    const lines = read("s3-bucket.ts").split("\n");
    expect(lines).toContain('    BucketName: { type: "text", recreation: "Always" },');
    expect(lines).toContain('    Tags: { type: "list", of: { type: "object", is: "Tag" } },');
    expect(lines).toContain('      Status: { type: "text", values: ["Enabled", "Disabled"], required: true },');
    expect(read("ec2-instance.ts")).toContain('    UserData: { type: "text", recreation: "Conditionally" },');
    expect(read("iam-policy.ts")).toContain('    PolicyDocument: { type: "document", required: true },');
  });

  it("are there for every type that stacks can have", () => {
    expect([...RESOURCE_TYPE_NAMES].sort()).toEqual(expect.arrayContaining([...RESOURCE_TYPES.keys()]));
  });
});
