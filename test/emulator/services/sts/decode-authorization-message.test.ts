import { CreateKeyPairCommand, DescribeKeyPairsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DecodeAuthorizationMessageCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { type Explanation, renderExplanation } from "../../../../src/policy/index.ts";
import { clientConfig, refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, rootOf, stsOf, trust } from "../iam/identities.ts";

const INVALID = { code: "InvalidAuthorizationMessageException", status: 400, message: "Message is not valid" };
const RESOURCE = "arn:aws:ec2:ap-northeast-1:111111111111:key-pair/laptop";

interface Decoded {
  readonly allowed: boolean;
  readonly explicitDeny: boolean;
  readonly context: { readonly conditions: { readonly items: readonly { readonly key: string }[] } };
  readonly explanation: Explanation;
}

describe("DecodeAuthorizationMessage", () => {
  let emulator: Emulator;
  let reader: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    reader = await makeUser(iamOf(emulator), "reader", [allow("sts:DecodeAuthorizationMessage")]);
  });
  afterAll(() => emulator.close());

  const refusedBy = async (credentials: SdkCredentials) => {
    const ec2 = new EC2Client(clientConfig(emulator, credentials));
    const { code, status, message } = await refusal(ec2.send(new CreateKeyPairCommand({ KeyName: "laptop" })));
    expect({ code, status }).toEqual({ code: "UnauthorizedOperation", status: 403 });
    const [sentence = "", encoded = ""] = message.split(". Encoded authorization failure message: ");
    return { sentence, encoded };
  };
  const decode = async (EncodedMessage: string, credentials = reader) => {
    const answer = await stsOf(emulator, credentials).send(new DecodeAuthorizationMessageCommand({ EncodedMessage }));
    return JSON.parse(answer.DecodedMessage ?? "") as Decoded;
  };

  it("tells who was refused what, on what, under which conditions", async () => {
    const bare = await makeUser(iamOf(emulator), "bare");
    const { sentence, encoded } = await refusedBy(bare);
    expect(sentence).toBe(
      `You are not authorized to perform this operation. User: ${bare.arn} is not authorized to perform: ec2:CreateKeyPair on resource: ${RESOURCE} because no identity-based policy allows the ec2:CreateKeyPair action`,
    );
    expect(encoded).toMatch(/^[\w-]{100,10240}$/);
    const decoded = await decode(encoded);
    expect(Object.keys(decoded)).toEqual([
      "allowed",
      "explicitDeny",
      "matchedStatements",
      "failures",
      "context",
      "explanation",
    ]);
    expect(decoded).toMatchObject({
      allowed: false,
      explicitDeny: false,
      matchedStatements: { items: [] },
      failures: { items: [] },
      context: {
        principal: { id: bare.userId, name: "bare", arn: bare.arn },
        action: "ec2:CreateKeyPair",
        resource: RESOURCE,
      },
    });
    expect(decoded.context.conditions.items).toContainEqual({
      key: "aws:RequestedRegion",
      values: { items: [{ value: "ap-northeast-1" }] },
    });
  });

  it("tells the statement that denied", async () => {
    const denied = await makeUser(iamOf(emulator), "denied", [
      allow("ec2:*"),
      {
        Sid: "NoKeys",
        Effect: "Deny",
        Action: "ec2:Create*",
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": "ap-northeast-1" } },
      },
    ]);
    expect(await decode((await refusedBy(denied)).encoded)).toMatchObject({
      explicitDeny: true,
      matchedStatements: {
        items: [
          {
            statementId: "NoKeys",
            effect: "DENY",
            principals: { items: [{ value: denied.userId }] },
            principalGroups: { items: [] },
            actions: { items: [{ value: "ec2:Create*" }] },
            resources: { items: [{ value: "*" }] },
            conditions: {
              items: [{ key: "aws:RequestedRegion", values: { items: [{ value: "ap-northeast-1" }] } }],
            },
          },
        ],
      },
    });
  });

  it("holds the explanation that the emulator itself gives", async () => {
    const { arn } = await makeRole(iamOf(emulator), { name: "worker", trustPolicy: trust({ AWS: "111111111111" }) });
    const ada = await makeUser(iamOf(emulator), "ada", [allow("sts:AssumeRole")]);
    const { encoded } = await refusedBy(await assume(stsOf(emulator, ada), arn));
    const { explanation, context } = await decode(encoded);
    expect(context).toMatchObject({ principal: { id: expect.stringMatching(/^AROA[A-Z2-7]{17}:session$/) } });
    expect(renderExplanation(explanation, { colour: false })).toContain("ec2:CreateKeyPair");
    expect(explanation).toMatchObject({ advice: { change: "add-allow", layer: "identity" } });
  });

  it("fits into what can be decoded, however many policies there are", async () => {
    const statements = Array.from({ length: 12 }, (_, i) =>
      allow(Array.from({ length: 6 }, (_, j) => `s3:${String(i * j * 7919).padStart(9, "x")}*`)),
    );
    const { encoded } = await refusedBy(await makeUser(iamOf(emulator), "many", statements));
    expect(encoded.length).toBeLessThanOrEqual(10_240);
    await decode(encoded);
  });

  it("goes with no refusal of a list", async () => {
    const ec2 = new EC2Client(clientConfig(emulator, reader));
    const { message } = await refusal(ec2.send(new DescribeKeyPairsCommand()));
    expect(message).toMatch(/allows the ec2:DescribeKeyPairs action$/);
  });

  it("refuses what the emulator did not encode, or encoded for another account", async () => {
    const { encoded } = await refusedBy(await makeUser(iamOf(emulator), "stranger"));
    for (const changed of ["x", `${encoded}\n`, `${encoded}A`, encoded.slice(1), encoded.slice(0, -8), "a+b/c="]) {
      expect(await refusal(decode(changed))).toEqual(INVALID);
    }
    expect(await refusal(decode(encoded, rootOf(emulator, 1)))).toEqual(INVALID);
    const { sessionToken = "" } = await assume(
      stsOf(emulator, await makeUser(iamOf(emulator), "eve", [allow("sts:*")])),
      (await makeRole(iamOf(emulator), { name: "eve", trustPolicy: trust({ AWS: "111111111111" }) })).arn,
    );
    expect(await refusal(decode(sessionToken.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")))).toEqual(
      INVALID,
    );
  });

  it("refuses a message of no or too many characters", async () => {
    for (const length of [0, 10_241]) {
      expect(await refusal(decode("x".repeat(length)))).toMatchObject({ code: "ValidationError", status: 400 });
    }
  });

  it("needs its permission", async () => {
    const bare = await makeUser(iamOf(emulator), "curious");
    const { encoded } = await refusedBy(bare);
    expect(await refusal(decode(encoded, bare))).toEqual({
      code: "AccessDenied",
      status: 403,
      message:
        "User: arn:aws:iam::111111111111:user/curious is not authorized to perform: sts:DecodeAuthorizationMessage because no identity-based policy allows the sts:DecodeAuthorizationMessage action",
    });
  });
});
