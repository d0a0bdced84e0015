import { describe, expect, it } from "vitest";
import { actionNotes } from "../../../src/cli/explain-offline/action-notes.ts";
import { openActionTable } from "../../../src/lint/index.ts";

const table = openActionTable();

describe("what the table of actions says against a question", () => {
  it.each([
    ["s3:PutObject", "arn:aws:s3:::reports/a/b.csv"],
    ["S3:putobject", "arn:aws-cn:s3:::reports/*"],
    ["s3:ListBucket", "arn:aws:s3:::reports"],
    ["s3:ListAllMyBuckets", "*"],
    ["s3:ListAllMyBuckets", "arn:aws:s3:::*"],
    ["sts:AssumeRole", "arn:aws:iam::111122223333:role/ci/uploader"],
    ["sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:jobs.fifo"],
  ])("is nothing for %s on %s", (action, resource) => {
    expect(actionNotes(action, resource, table)).toEqual([]);
  });

  it.each([
    ["s3:PutObjct", "arn:aws:s3:::reports/x", `the list of AWS's actions (${table.version}) has no s3:PutObjct`],
    ["nowhere:Put", "*", `the list of AWS's actions (${table.version}) has no nowhere:Put`],
    ["s3:listallmybuckets", "arn:aws:s3:::reports", "s3:ListAllMyBuckets knows no resource: AWS asks it about *"],
    [
      "s3:ListBucket",
      "arn:aws:s3:::reports/x",
      "AWS asks s3:ListBucket about arn:aws:s3:*:*:accesspoint/NAME, arn:aws:s3:::NAME, and not about arn:aws:s3:::reports/x",
    ],
  ])("of %s on %s is a sentence", (action, resource, note) => {
    expect(actionNotes(action, resource, table)).toEqual([note]);
  });

  it("names some of many forms", () => {
    expect(actionNotes("ec2:RunInstances", "*", table)[0]).toMatch(/^AWS asks ec2:RunInstances about .* and others, /);
  });
});
