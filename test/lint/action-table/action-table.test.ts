import { describe, expect, it } from "vitest";
import { openActionTable } from "../../../src/lint/action-table/action-table.ts";

const table = openActionTable();

describe("the table of actions", () => {
  it("knows every service of AWS's, and more than twenty thousand actions", () => {
    expect(table.services).toEqual(expect.arrayContaining(["s3", "sts", "iam", "ec2", "cloudformation", "ssm", "kms"]));
    const actions = table.services.flatMap((prefix) => [...(table.service(prefix)?.actions.values() ?? [])]);
    expect(actions.length).toBeGreaterThan(20_000);
    expect(actions.every(({ name }) => /^[a-z0-9-]+:[A-Za-z0-9-]+$/.test(name))).toBe(true);
  });

  it("says of which day it is", () => {
    expect(table.version).toMatch(/^\d+\.\d+\.20\d{6,}$/);
  });

  it("finds services and actions without regard to case", () => {
    expect(table.service("S3")?.actions.get("putobject")?.name).toBe("s3:PutObject");
    expect(table.service("s4")).toBeUndefined();
    expect(table.service("*")).toBeUndefined();
  });

  it("tells a bucket from its objects, and an action without resources from both", () => {
    const actions = table.service("s3")?.actions;
    expect(actions?.get("listbucket")?.resources).toContain("s3:::%");
    expect(actions?.get("listbucket")?.resources).not.toContain("s3:::%/*");
    expect(actions?.get("putobject")?.resources).toContain("s3:::%/*");
    expect(actions?.get("putobject")?.resources).not.toContain("s3:::%");
    expect(actions?.get("listallmybuckets")?.resources).toEqual([]);
    expect(table.service("sts")?.actions.get("assumerole")?.resources).toEqual(["iam::*:role/*"]);
  });

  it("takes the alternatives of an ARN apart", () => {
    const resources = [...(table.service("lex")?.actions.values() ?? [])].flatMap((action) => action.resources);
    expect(resources).toEqual(expect.arrayContaining(["lex:*:*:bot/*", "lex:*:*:bot:*"]));
  });

  it("has condition keys with their types, global ones too", () => {
    expect(table.service("s3")?.keys).toContainEqual({ name: "s3:prefix", type: "String" });
    expect(table.service("s3")?.keys).toContainEqual({ name: "s3:ExistingObjectTag/*", type: "String" });
    expect(table.globalKeys).toContainEqual({ name: "aws:SourceIp", type: "IPAddress" });
    expect(table.globalKeys).toContainEqual({ name: "aws:PrincipalTag/*", type: "String" });
  });
});
