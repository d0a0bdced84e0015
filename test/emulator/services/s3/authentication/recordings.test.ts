import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, startTestEmulator } from "../../../../support/emulator.ts";
import { sigV2 } from "../../../../support/sigv2-by-hand.ts";
import { expectRecorded, RECORDINGS, recordedCase, sayWhetherRecorded } from "../../iam/recordings.ts";
import { makeBucket, type RawAnswer, s3Of, sendAnonymous } from "../world.ts";
import { type Attempt, errorOf, sendPresigned } from "./by-hand.ts";

sayWhetherRecorded("S3 authentication");

const CASE = "TestS3PresignedUrl::test";
const path = "/recorded/k";

describe.skipIf(RECORDINGS === undefined)("S3's answers to presigned requests are those recorded from AWS", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    await makeBucket(s3Of(emulator), "recorded");
  });
  afterAll(() => emulator.close());

  /** Compares code, text and all extra elements; a time or a text of ours stands where the recording has a placeholder. */
  function expectError(answer: RawAnswer, name: string, step: string): void {
    const recorded = recordedCase("s3-checksum-presign", `${CASE}_${name}`)[step] as Recorded;
    const { status, ...elements } = errorOf(answer);
    const { RequestId: _id, HostId: _host, ...wanted } = recorded.Error;
    const dated = Object.fromEntries(
      Object.entries(elements).map(([key, value]) => [key, wanted[key] === "date" ? "date" : value]),
    );
    expectRecorded(dated, wanted);
    if (recorded.StatusCode !== undefined) expect(status).toBe(recorded.StatusCode);
  }
  interface Recorded {
    readonly Error: Readonly<Record<string, string>>;
    readonly StatusCode?: number;
  }

  const v4 = (attempt: Partial<Attempt> = {}): Promise<RawAnswer> => sendPresigned(emulator, { path, ...attempt });
  const putV4 = (attempt: Partial<Attempt> = {}): Promise<RawAnswer> => v4({ method: "PUT", body: "body", ...attempt });

  function v2(
    {
      method = "GET",
      headers = {},
      expires = 300,
    }: { method?: string; headers?: Record<string, string>; expires?: number },
    change: (query: Record<string, string>) => Record<string, string> = (query) => query,
  ): Promise<RawAnswer> {
    const { credentials } = clientConfig(emulator);
    const Expires = String(Math.floor(emulator.now().getTime() / 1000) + expires);
    const Signature = sigV2({ method, resource: path, date: Expires }, credentials);
    const query = change({ AWSAccessKeyId: credentials.accessKeyId, Expires, Signature });
    return sendAnonymous(emulator, { method, path, query, headers, body: method === "PUT" ? "body" : "" });
  }

  it("that have expired", async () => {
    const at = new Date(emulator.now().getTime() - 60_000);
    expectError(await v4({ at, expires: "2" }), "s3_presigned_url_expired[s3v4]", "expired-exception");
    expectError(await v2({ expires: -60 }), "s3_presigned_url_expired[s3]", "expired-exception");
    for (const virtualHost of ["False", "True"]) {
      const name = (version: string): string =>
        `presigned_url_signature_authentication_expired[${version}-${virtualHost}]`;
      expectError(await v4({ at, expires: "1" }), name("s3v4"), "expired");
      expectError(await v2({ expires: -60 }), name("s3"), "expired");
    }
  });

  it("whose signature is wrong", async () => {
    const name = (version: string): string => `presigned_url_signature_authentication[${version}-False]`;
    const afterQuery = { "X-Amz-Signature": "0".repeat(64) };
    expectError(await v4({ afterQuery }), name("s3v4"), "invalid-get-1");
    expectError(await putV4({ afterQuery }), name("s3v4"), "invalid-put-1");
    const wrong = (query: Record<string, string>) => ({ ...query, Signature: "AAAA" });
    expectError(await v2({}, wrong), name("s3"), "invalid-get-1");
    expectError(await v2({ method: "PUT" }, wrong), name("s3"), "invalid-put-1");
  });

  it("without their signature", async () => {
    const name = (version: string): string => `s3_put_presigned_url_missing_sig_param[${version}]`;
    const answer = await putV4({ afterQuery: { "X-Amz-Signature": undefined } });
    expectError(answer, name("s3v4"), "missing-param-exception");
    const without = ({ Signature: _signature, ...query }: Record<string, string>) => query;
    expectError(await v2({ method: "PUT" }, without), name("s3"), "missing-param-exception");
  });

  it("with other headers than were signed", async () => {
    const name = (version: string): string => `s3_put_presigned_url_with_different_headers[${version}]`;
    const signedType = { headers: { "content-type": "text/plain" }, after: { "content-type": "text/xml" } };
    expectError(await putV4(signedType), name("s3v4"), "content-type-exception");
    const signedEncoding = { headers: { "content-encoding": "identity" }, after: { "content-encoding": "gzip" } };
    expectError(await putV4(signedEncoding), name("s3v4"), "wrong-content-encoding-response");
    expect((await putV4({ after: { "content-type": "text/xml" } })).status).toBe(200);
    const typed = { method: "PUT", headers: { "content-type": "text/xml" } };
    expectError(await v2(typed), name("s3"), "content-type-response");
    expect((await v2({ method: "PUT", headers: { "content-encoding": "gzip" } })).status).toBe(200);
  });

  it("with a header that is a parameter too", async () => {
    const name = "s3_put_presigned_url_same_header_and_qs_parameter";
    const twice = { query: { "x-amz-acl": "private" }, headers: { "x-amz-acl": "private" } };
    expectError(await putV4(twice), name, "double-header-query-string");
    expectError(await putV4({ after: { "x-amz-expires": "1" } }), name, "override-signed-qs");
  });

  it("with metadata in signed headers", async () => {
    for (const verify of ["True", "False"]) {
      const name = `put_url_metadata_with_sig_s3v4[${verify}]`;
      const headers = { "x-amz-meta-foo": "bar" };
      expectError(await putV4({ headers, after: { "x-amz-meta-foo": undefined } }), name, "no-meta-headers");
      expectError(await putV4({ headers, after: { "x-amz-meta-wrong": "wrong" } }), name, "wrong-meta-headers");
      const v2Name = `put_url_metadata_with_sig_s3[${verify}]`;
      expectError(await v2({ method: "PUT", headers: { "x-amz-meta-wrong": "wrong" } }), v2Name, "wrong-meta-headers");
    }
  });

  it("with the headers of a chunked body", async () => {
    const name = (version: string): string => `put_object_with_md5_and_chunk_signature_bad_headers[${version}-True]`;
    const headers = {
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "x-amz-date": "20220803T103320Z",
    };
    const decoded = { ...headers, "x-amz-decoded-content-length": "4" };
    expectError(await putV4({ after: decoded }), name("s3v4"), "with-decoded-content-length");
    expectError(await putV4({ after: headers }), name("s3v4"), "without-decoded-content-length");
    expectError(await v2({ method: "PUT", headers: decoded }), name("s3"), "with-decoded-content-length");
    expectError(await v2({ method: "PUT", headers }), name("s3"), "without-decoded-content-length");
  });

  it("whose credential was encoded twice", async () => {
    const afterQuery = { "X-Amz-Credential": "AKIA%2F20260101%2Fap-northeast-1%2Fs3%2Faws4_request" };
    expectError(await v4({ afterQuery }), "presigned_double_encoded_credentials", "error-malformed");
  });

  it("that ask for a header beyond ISO-8859-1", async () => {
    const name = "get_response_overrides_unicode_metadata_with_sig_s3";
    const recorded = recordedCase("s3-checksum-presign", `${CASE}_${name}`)["unicode-error"] as Recorded;
    await putV4();
    const value = recorded.Error.ArgumentValue ?? "";
    expectError(await v4({ query: { "response-cache-control": value } }), name, "unicode-error");
  });
});
