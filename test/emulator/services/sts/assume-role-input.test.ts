import { AssumeRoleCommand, type AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeRole, makeUser, policyDocument, stsOf, trust } from "../iam/identities.ts";
import { sendForm } from "../iam/raw-query.ts";

const ROLE = "arn:aws:iam::111111111111:role/uploader";

describe("the input of AssumeRole", () => {
  let emulator: Emulator;
  let user: SdkCredentials;

  beforeAll(async () => {
    emulator = await startTestEmulator();
    user = await makeUser(iamOf(emulator), "ada", [allow("sts:*")]);
    await makeRole(iamOf(emulator), { name: "uploader", trustPolicy: trust({ AWS: "111111111111" }) });
  });
  afterAll(() => emulator.close());

  const refused = (input: Partial<AssumeRoleCommandInput>) => {
    const command = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "session", ...input });
    return refusal(stsOf(emulator, user).send(command));
  };
  const constraint = (text: string) => ({
    code: "ValidationError",
    status: 400,
    message: `1 validation error detected: Value ${text}`,
  });
  const raw = (parameters: string) =>
    sendForm(emulator, {
      service: "sts",
      credentials: user,
      form: `Action=AssumeRole&Version=2011-06-15&${parameters}`,
    });

  it.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    [
      "a role ARN under 20 characters",
      { RoleArn: "arn:short" },
      "'arn:short' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ],
    [
      "a session name with a colon",
      { RoleSessionName: "Session1:2" },
      "'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ],
    [
      "a session name of one character",
      { RoleSessionName: "x" },
      "'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      "899 seconds",
      { DurationSeconds: 899 },
      "'899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      "43,201 seconds",
      { DurationSeconds: 43_201 },
      "'43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
    ],
    [
      "an external id of one character",
      { ExternalId: "x" },
      "'x' at 'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      "an empty policy, which is not the same as none",
      { Policy: "" },
      "'' at 'policy' failed to satisfy constraint: Member must have length greater than or equal to 1; Value",
    ],
    [
      "an empty tag key",
      { Tags: [{ Key: "", Value: "x" }] },
      "'' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
  ])("refuses %s", async (_what, input, text) => {
    const answer = await refused(input);
    // An empty text breaks length and pattern at once; AWS names both.
    if (answer.message.startsWith("2 validation")) {
      expect(answer.message).toContain(text.split(";")[0]);
      expect({ ...answer, message: "" }).toEqual({ code: "ValidationError", status: 400, message: "" });
    } else {
      expect(answer).toEqual(constraint(text));
    }
  });

  it("counts characters, not UTF-16 units", async () => {
    // 10 characters of two units each: too short for an ARN, though it has 20 units.
    const answer = await refused({ RoleArn: "𝒜".repeat(10) });
    expect(answer.message).toContain("Member must have length greater than or equal to 20");
  });

  it("names all broken constraints at once", async () => {
    const { message } = await refused({ RoleSessionName: "x", DurationSeconds: 1 });
    expect(message).toMatch(/^2 validation errors detected: Value 'x' at 'roleSessionName' .+; Value '1' at /);
  });

  it("names a missing role", async () => {
    expect(await raw("RoleSessionName=session")).toMatchObject({
      status: 400,
      body: expect.stringContaining(
        "Value null at &apos;roleArn&apos; failed to satisfy constraint: Member must not be null".replaceAll(
          "&apos;",
          "'",
        ),
      ),
    });
  });

  it.each([
    "nothing-valid-in-here",
    "arn::b:::something/test-role",
    "arn:a::::something/test-role",
    "arn:a:::something/test-role",
    "arn:a:a::aaaaaaaaaa:",
  ])("finds `%s` invalid", async (RoleArn) => {
    expect(await refused({ RoleArn })).toEqual({
      code: "ValidationError",
      status: 400,
      message: `${RoleArn} is invalid`,
    });
  });

  it("refuses durations that are no whole number, without a message", async () => {
    for (const duration of ["soon", "900.5", "99999999999"]) {
      const { status, body } = await raw(`RoleArn=${ROLE}&RoleSessionName=session&DurationSeconds=${duration}`);
      expect(status).toBe(400);
      expect(body).toContain("<Code>MalformedInput</Code>");
      expect(body).not.toContain("<Message>");
    }
  });

  it("refuses a policy that is no JSON, and JSON that is no policy", async () => {
    expect(await refused({ Policy: "{" })).toEqual({
      code: "MalformedPolicyDocument",
      status: 400,
      message: "The policy is not in the valid JSON format.",
    });
    expect(await refused({ Policy: '{"Version":"2012-10-17"}' })).toEqual({
      code: "MalformedPolicyDocument",
      status: 400,
      message: "Syntax errors in policy.",
    });
  });

  it("refuses a policy with a principal", async () => {
    const Policy = policyDocument({ ...allow("s3:*"), Principal: "*" });
    expect(await refused({ Policy })).toMatchObject({ code: "MalformedPolicyDocument", status: 400 });
  });

  it("refuses a policy that does not fit", async () => {
    const Policy = policyDocument(allow("s3:PutObject", `arn:aws:s3:::bucket/${"k".repeat(3000)}`));
    const answer = await refused({ Policy });
    expect(answer).toMatchObject({ code: "PackedPolicyTooLarge", status: 400 });
    expect(answer.message).toMatch(/^Packed policy consumes 1\d\d% of allotted space, please use smaller policy\.$/);
  });

  it("never takes a list that it cannot read for an empty one", async () => {
    for (const list of ["PolicyArns=arn:aws:iam::111111111111:policy/p", "PolicyArns.member.x.arn=a"]) {
      const { status, body } = await raw(`RoleArn=${ROLE}&RoleSessionName=session&${list}`);
      expect([status, body]).toEqual([400, expect.stringContaining("MalformedInput")]);
    }
    const bare = await raw(`RoleArn=${ROLE}&RoleSessionName=session&PolicyArns.member.1=arn:aws:iam::1:policy/p`);
    expect([bare.status, bare.body]).toEqual([400, expect.stringContaining("policyArns.1.member.arn")]);
  });

  it("refuses MFA codes, as no device can have made them", async () => {
    const answer = await refused({ SerialNumber: "arn:aws:iam::111111111111:mfa/ada", TokenCode: "123456" });
    expect(answer).toMatchObject({ code: "AccessDenied", status: 403 });
  });
});
