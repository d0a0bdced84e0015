import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../iam/identities.ts";
import { deploy, groups, whenSettled } from "./stacks.ts";

describe("termination protection", () => {
  let emulator: Emulator;
  let client: CloudFormationClient;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    client = new CloudFormationClient(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  it("keeps a stack from being deleted until it is taken away", async () => {
    const StackName = "guarded";
    const stack = await deploy(client, groups({ A: [] }), { StackName, EnableTerminationProtection: true });
    expect(stack.EnableTerminationProtection).toBe(true);
    expect(await refusal(client.send(new DeleteStackCommand({ StackName })))).toEqual({
      code: "ValidationError",
      status: 400,
      message: "Stack [guarded] cannot be deleted while TerminationProtection is enabled",
    });
    const off = new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false });
    expect((await client.send(off)).StackId).toBe(stack.StackId);
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    expect(Stacks?.[0]?.EnableTerminationProtection).toBe(false);
    await client.send(new DeleteStackCommand({ StackName }));
    expect(await whenSettled(client, stack.StackId ?? "")).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  });

  it("needs a stack and a right of its own", async () => {
    const update = new UpdateTerminationProtectionCommand({ StackName: "nobody", EnableTerminationProtection: true });
    expect(await refusal(client.send(update))).toMatchObject({ message: "Stack [nobody] does not exist" });
    const user = await makeUser(iamOf(emulator), "creator", [allow("cloudformation:CreateStack")]);
    const creator = new CloudFormationClient(clientConfig(emulator, user));
    expect(await refusal(creator.send(update))).toMatchObject({ code: "AccessDenied" });
  });
});

describe("a template that lies in S3", () => {
  let emulator: Emulator;
  let client: CloudFormationClient;
  const template = JSON.stringify(groups({ A: [] }));
  beforeAll(async () => {
    emulator = await startTestEmulator();
    client = new CloudFormationClient(clientConfig(emulator));
    const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "templates" }));
    await s3.send(new PutObjectCommand({ Bucket: "templates", Key: "a b/t.json", Body: template }));
    await s3.send(
      new PutObjectCommand({ Bucket: "templates", Key: "large", Body: `${template}${" ".repeat(100_000)}` }),
    );
    await s3.send(new PutObjectCommand({ Bucket: "templates", Key: "huge", Body: `#${"x".repeat(1_000_000)}` }));
  });
  afterAll(() => emulator.close());

  const validate = (TemplateURL: string) => client.send(new ValidateTemplateCommand({ TemplateURL }));

  it("is found by every address that S3 has", async () => {
    const key = "a%20b/t.json";
    for (const url of [
      `https://templates.s3.amazonaws.com/${key}`,
      `https://templates.s3.ap-northeast-1.amazonaws.com/${key}`,
      `https://templates.s3-ap-northeast-1.amazonaws.com/${key}`,
      `https://s3.ap-northeast-1.amazonaws.com/templates/${key}`,
      `https://s3.amazonaws.com/templates/${key}`,
      `${emulator.endpoint}/templates/${key}`,
    ]) {
      expect((await validate(url)).$metadata.httpStatusCode).toBe(200);
    }
    const { StackId } = await client.send(
      new CreateStackCommand({ StackName: "from-s3", TemplateURL: `https://s3.amazonaws.com/templates/large` }),
    );
    expect(await whenSettled(client, StackId ?? "")).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  });

  it("is read with the caller's rights", async () => {
    const user = await makeUser(iamOf(emulator), "no-s3", [allow(["cloudformation:*", "ec2:*"])]);
    const limited = new CloudFormationClient(clientConfig(emulator, user));
    const TemplateURL = "https://s3.amazonaws.com/templates/large";
    const refused = await refusal(limited.send(new CreateStackCommand({ StackName: "x", TemplateURL })));
    expect(refused.code).toBe("ValidationError");
    expect(refused.message).toMatch(/^S3 error: .*s3:GetObject/);
  });

  it("can be required by policies", async () => {
    const TemplateURL = "https://s3.amazonaws.com/templates/large";
    const user = await makeUser(iamOf(emulator), "reviewed", [
      {
        ...allow("cloudformation:CreateStack"),
        Condition: { StringEquals: { "cloudformation:TemplateUrl": TemplateURL } },
      },
      allow(["s3:*", "ec2:*", "cloudformation:Describe*"]),
    ]);
    const limited = new CloudFormationClient(clientConfig(emulator, user));
    expect(
      await refusal(limited.send(new CreateStackCommand({ StackName: "y", TemplateBody: template }))),
    ).toMatchObject({ code: "AccessDenied" });
    const { StackId } = await limited.send(new CreateStackCommand({ StackName: "y", TemplateURL }));
    expect(await whenSettled(limited, StackId ?? "")).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  });

  it.each([
    ["no address", "templates/t.json", "TemplateURL must be a supported URL."],
    [
      "an address that is not S3's",
      "https://example.com/t.json",
      "S3 error: Domain name specified in example.com is not a valid S3 domain",
    ],
    [
      "a key that is not there",
      "https://s3.amazonaws.com/templates/none",
      "S3 error: The specified key does not exist.\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
    ],
    [
      "an object that is too large",
      "https://s3.amazonaws.com/templates/huge",
      "Template may not exceed 1000000 bytes in size.",
    ],
  ])("cannot be %s", async (_what, url, message) => {
    expect(await refusal(validate(url))).toMatchObject({ code: "ValidationError", message });
  });
});
