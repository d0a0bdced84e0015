import {
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser, policyDocument } from "./identities.ts";

const ADA = "arn:aws:iam::111111111111:user/ada";

describe("the context keys of policies", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    await makeUser(iam, "ada", [{ ...allow("s3:*"), Condition: { Bool: { "aws:SecureTransport": "true" } } }]);
  });
  afterAll(() => emulator.close());

  const custom = async (...PolicyInputList: string[]) =>
    (await iam.send(new GetContextKeysForCustomPolicyCommand({ PolicyInputList }))).ContextKeyNames;
  const principal = async (PolicySourceArn: string, ...PolicyInputList: string[]) =>
    (await iam.send(new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn, PolicyInputList }))).ContextKeyNames;

  it("are those of variables and conditions, each once, as in AWS's example", async () => {
    const document = policyDocument({
      ...allow("dynamodb:*", "arn:aws:dynamodb:us-west-2:111111111111:table/${aws:username}"),
      Condition: { DateGreaterThan: { "aws:CurrentTime": "2015-08-16T12:00:00Z" } },
    });
    expect(await custom(document, document)).toEqual(["aws:username", "aws:CurrentTime"]);
  });

  it("are those of a principal's policies and of further ones", async () => {
    expect(await principal(ADA)).toEqual(["aws:SecureTransport"]);
    const more = policyDocument({ ...allow("s3:*"), Condition: { Null: { "aws:TokenIssueTime": "true" } } });
    expect(await principal(ADA, more)).toEqual(["aws:SecureTransport", "aws:TokenIssueTime"]);
  });

  it("are not told of policies that are none, or of nobody", async () => {
    expect(await refusal(custom("{"))).toMatchObject({ code: "InvalidInput", status: 400 });
    expect(await refusal(principal("arn:aws:iam::111111111111:user/nobody"))).toMatchObject({
      code: "NoSuchEntity",
      status: 404,
    });
    expect(await refusal(custom())).toMatchObject({ code: "ValidationError" });
  });

  it("are told with permission alone", async () => {
    const bob = iamOf(emulator, await makeUser(iam, "bob", [allow("iam:GetContextKeysForPrincipalPolicy", ADA)]));
    await bob.send(new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn: ADA }));
    const PolicySourceArn = "arn:aws:iam::111111111111:user/bob";
    expect(await refusal(bob.send(new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn })))).toMatchObject({
      code: "AccessDenied",
    });
    const PolicyInputList = [policyDocument(allow("*"))];
    expect(await refusal(bob.send(new GetContextKeysForCustomPolicyCommand({ PolicyInputList })))).toMatchObject({
      code: "AccessDenied",
    });
  });
});
