import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials, startTestEmulator } from "../../../../support/emulator.ts";
import { RawConnection, type WireAnswer } from "../../../../support/raw-connection.ts";
import { signHeaders } from "../../../../support/sigv4-by-hand.ts";
import { allow, iamOf, makeUser } from "../../iam/identities.ts";
import { element, makeBucket, s3Of } from "../world.ts";

const SIZE_BYTES = 200 * 1_048_576;

describe("an upload that may not be", () => {
  let emulator: Emulator;
  let reader: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    await makeBucket(s3Of(emulator), "early");
    reader = await makeUser(iamOf(emulator), "reader", [allow("s3:GetObject")]);
  });
  afterAll(() => emulator.close());

  /** The head of a PUT that waits to be told to go on. */
  function head(
    credentials: SdkCredentials,
    { lengthBytes = SIZE_BYTES, more = {} }: { lengthBytes?: number; more?: Record<string, string> } = {},
  ): string {
    const headers = { host: new URL(emulator.endpoint).host };
    const request = { method: "PUT", path: "/early/k", headers, payloadHash: "UNSIGNED-PAYLOAD" };
    const signed = signHeaders(request, { credentials, region: emulator.region, at: emulator.now() });
    const all = { ...signed.headers, "content-length": String(lengthBytes), expect: "100-continue", ...more };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return `PUT /early/k HTTP/1.1\r\n${lines.join("")}\r\n`;
  }

  const codeOf = (answer: WireAnswer | undefined): unknown[] => [
    answer?.status,
    element(answer?.body ?? "", "Code"),
    answer?.interim,
  ];

  it.each([
    ["who may not", () => head(reader), 403, "AccessDenied"],
    [
      "whose signature is wrong",
      () => head({ ...clientConfig(emulator).credentials, secretAccessKey: "x" }),
      403,
      "SignatureDoesNotMatch",
    ],
    ["who is unknown", () => head({ accessKeyId: "AKIA", secretAccessKey: "x" }), 403, "InvalidAccessKeyId"],
    [
      "who adds a header",
      () => head(clientConfig(emulator).credentials, { more: { "x-amz-acl": "private" } }),
      403,
      "AccessDenied",
    ],
    [
      "whose body is too large",
      () => head(clientConfig(emulator).credentials, { lengthBytes: 6 * 1024 ** 3 }),
      400,
      "EntityTooLarge",
    ],
  ])("is refused before its body is sent: %s", async (_who, bytes, status, code) => {
    const connection = await RawConnection.open(emulator.endpoint);
    const answer = await connection.send(bytes()).next();
    expect(codeOf(answer)).toEqual([status, code, []]);
    expect(answer?.headers.connection).toBe("close");
    await connection.closed();
    connection.destroy();
  });

  it("is asked for where it may be, and the connection goes on", async () => {
    const connection = await RawConnection.open(emulator.endpoint);
    for (let i = 0; i < 2; i++) {
      connection.send(head(clientConfig(emulator).credentials, { lengthBytes: 4 }));
      const answer = connection.next();
      connection.send("body");
      expect(codeOf(await answer)).toEqual([200, undefined, [100]]);
    }
    connection.destroy();
  });
});
