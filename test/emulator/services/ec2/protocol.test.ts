import { createHash, createHmac } from "node:crypto";
import { DescribeInstancesCommand, DescribeVolumesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";

const UNAUTHENTICATED = {
  code: "AuthFailure",
  status: 401,
  message: "AWS was not able to validate the provided access credentials",
};

class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

describe("EC2's protocol", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
  });
  afterAll(() => emulator.close());

  const signedForm = async (body: string): Promise<{ status: number; type: string | null; text: string }> => {
    const { credentials, region } = clientConfig(emulator);
    const url = new URL(emulator.endpoint);
    const headers = { host: url.host, "content-type": "application/x-www-form-urlencoded" };
    const request = new HttpRequest({ method: "POST", hostname: url.hostname, path: "/", headers, body });
    const signer = new SignatureV4({ credentials, region, service: "ec2", sha256: Sha256 as never });
    const signed = await signer.sign(request);
    const answer = await fetch(url, { method: "POST", headers: signed.headers, body });
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
  };

  it("answers with the request's id first and lists of items", async () => {
    const { status, type, text } = await signedForm("Action=DescribeSecurityGroups&Version=2016-11-15");
    expect([status, type]).toEqual([200, "text/xml;charset=UTF-8"]);
    expect(text.replace(/<requestId>[-0-9a-f]{36}</, "<requestId>ID<")).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<DescribeSecurityGroupsResponse xmlns="http:\/\/ec2.amazonaws.com\/doc\/2016-11-15\/">\s*<requestId>ID<\/requestId>\s*<securityGroupInfo>\s*<item>\s*<ownerId>/,
    );
  });

  it("refuses in an envelope of its own, without namespace", async () => {
    const { status, text } = await signedForm("Action=RunInstances&Version=2016-11-15");
    expect(status).toBe(400);
    expect(text.replace(/<RequestID>[-0-9a-f]{36}</, "<RequestID>ID<")).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>MissingParameter</Code><Message>The request must contain the parameter ImageId</Message></Error></Errors><RequestID>ID</RequestID></Response>',
    );
  });

  it("says of what it does not have that it is not implemented, with its name", async () => {
    const answer = await refusal(new EC2Client(clientConfig(emulator)).send(new DescribeVolumesCommand()));
    expect(answer).toEqual({
      code: "NotImplemented",
      status: 501,
      message: "DescribeVolumes is not implemented by this emulator",
    });
  });

  it("does not tell an unknown key, a wrong secret and a wrong token apart", async () => {
    const [root] = emulator.accounts;
    const secretAccessKey = "x".repeat(40);
    const forged = [
      { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey },
      { accessKeyId: root?.accessKeyId ?? "", secretAccessKey },
      { accessKeyId: "ASIAAAAAAAAAAAAAAAAA", secretAccessKey, sessionToken: "AAAA" },
    ];
    for (const credentials of forged) {
      const ec2 = new EC2Client(clientConfig(emulator, credentials));
      expect(await refusal(ec2.send(new DescribeInstancesCommand()))).toEqual(UNAUTHENTICATED);
    }
  });

  it("refuses an expired session with RequestExpired", async () => {
    const own = await startTestEmulator();
    const { Credentials } = await new STSClient(clientConfig(own)).send(
      new GetSessionTokenCommand({ DurationSeconds: 900 }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    own.advanceClock(901);
    const call = new EC2Client(clientConfig(own, session)).send(new DescribeInstancesCommand());
    expect(await refusal(call)).toEqual({ code: "RequestExpired", status: 400, message: "Request has expired." });
    await own.close();
  });
});
