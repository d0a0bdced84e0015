import { createHash } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { s3 as service } from "../../../../src/emulator/services/s3/service.ts";
import {
  BUCKET_SUBRESOURCES,
  OBJECT_SUBRESOURCES,
  PLAIN_BUCKET,
  PLAIN_OBJECT,
} from "../../../../src/emulator/services/s3/subresources.ts";
import { type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../iam/identities.ts";
import { element, makeBucket, type RawRequest, s3Of, sendSigned } from "./world.ts";

const Bucket = "every";
const KEYS = "<Delete><Object><Key>k</Key></Object></Delete>";
const copied = { "x-amz-copy-source": `/${Bucket}/k` };
/** What some operations need before they can be asked for. */
const NEEDS: Readonly<Record<string, Pick<RawRequest, "body" | "headers" | "query">>> = {
  // Their bodies are read before anything is decided.
  DeleteObjects: { body: KEYS, headers: { "content-md5": createHash("md5").update(KEYS).digest("base64") } },
  PutObjectTagging: { body: "<Tagging><TagSet/></Tagging>" },
  CopyObject: { headers: copied },
  GetObjectAttributes: { headers: { "x-amz-object-attributes": "ETag" } },
  UploadPart: { query: { partNumber: "1" } },
  UploadPartCopy: { query: { partNumber: "1" }, headers: copied },
};
/** Operations that are not asked for here, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  CreateBucket: "about no bucket that is there; buckets.test.ts",
  ListBuckets: "about no bucket; authorisation.test.ts",
  OptionsObject: "asked by browsers, which sign nothing; cors/",
  PostObject: "signed in its form; post-form/",
};

/** One request for each operation of the table, by how detection tells them. */
function requests(): readonly (readonly [name: string, request: RawRequest])[] {
  const rows = [
    ...Object.entries(PLAIN_BUCKET).map(([method, name]) => ({ path: `/${Bucket}`, sub: undefined, method, name })),
    ...Object.entries(PLAIN_OBJECT).map(([method, name]) => ({ path: `/${Bucket}/k`, sub: undefined, method, name })),
    ...Object.entries(BUCKET_SUBRESOURCES).flatMap(([sub, methods]) =>
      Object.entries(methods).map(([method, name]) => ({ path: `/${Bucket}`, sub, method, name })),
    ),
    ...Object.entries(OBJECT_SUBRESOURCES).flatMap(([sub, methods]) =>
      Object.entries(methods).map(([method, name]) => ({ path: `/${Bucket}/k`, sub, method, name })),
    ),
  ];
  const implemented = rows.filter(({ name }) => service.operations.has(name) && !Object.hasOwn(ELSEWHERE, name));
  return implemented.map(({ path, sub, method, name }) => {
    const { query = {}, headers = {}, body = "" } = NEEDS[name] ?? {};
    const list = method === "LIST" && sub === undefined ? { "list-type": "2" } : {};
    const own = sub === undefined ? list : { [sub]: sub === "uploadId" ? "none" : "" };
    const sent = method === "COPY" ? "PUT" : method === "LIST" ? "GET" : method;
    return [name, { method: sent, path, query: { ...own, ...query }, headers, body }] as const;
  });
}

const OPERATIONS = requests();

describe("every operation on a bucket or an object", () => {
  let emulator: Emulator;
  let nobody: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    await makeBucket(s3Of(emulator), Bucket);
    await s3Of(emulator).send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    // May do everything elsewhere, and so is refused here for what it asks, not for who it is.
    nobody = await makeUser(iamOf(emulator), "nobody", [allow("s3:*", "arn:aws:s3:::elsewhere/*")]);
  });
  afterAll(() => emulator.close());

  const send = (raw: RawRequest, headers: Readonly<Record<string, string>>, credentials?: SdkCredentials) =>
    sendSigned(emulator, { ...raw, headers: { ...raw.headers, ...headers } }, credentials);

  it("is asked for here, but for those that are told", () => {
    const asked = [...OPERATIONS.map(([name]) => name), ...Object.keys(ELSEWHERE)];
    expect(asked.sort()).toEqual([...service.operations.keys()].sort());
  });

  it.each(OPERATIONS)("%s is refused without its permission, which is named", async (name, raw) => {
    // Of several keys each is refused by itself, in an answer that is no refusal; delete-objects.test.ts.
    if (name === "DeleteObjects") return;
    const { status, body } = await send(raw, {}, nobody);
    expect(status).toBe(403);
    if (raw.method !== "HEAD")
      expect(element(body, "Message")).toMatch(/^User: \S+ is not authorized to perform: s3:\w+ on/);
  });

  it.each(OPERATIONS)("%s is refused where the bucket is not whose it was expected to be", async (_name, raw) => {
    const { status, body } = await send(raw, { "x-amz-expected-bucket-owner": "222222222222" });
    expect(status).toBe(403);
    if (raw.method !== "HEAD") expect(element(body, "Message")).toBe("Access Denied");
    const wrong = await send(raw, { "x-amz-expected-bucket-owner": "mine" });
    expect(wrong.status).toBe(400);
    if (raw.method !== "HEAD") expect(element(wrong.body, "Code")).toBe("InvalidBucketOwnerAWSAccountID");
  });

  it.each(OPERATIONS)("%s does not find a bucket that is not there", async (_name, raw) => {
    const { status, body } = await send({ ...raw, path: raw.path.replace(Bucket, "no-such-bucket") }, {});
    expect(status).toBe(404);
    if (raw.method !== "HEAD") expect(element(body, "Code")).toBe("NoSuchBucket");
  });

  it.each(OPERATIONS.filter(([, { method }]) => method === "GET" || method === "HEAD"))(
    "%s is the same whoever pays, and for the owner that is expected",
    async (_name, raw) => {
      const plain = await send(raw, {});
      const headers = { "x-amz-request-payer": "requester", "x-amz-expected-bucket-owner": "111111111111" };
      const { status, body } = await send(raw, headers);
      const shown = (text: string): string => text.replace(/<(RequestId|HostId)>.*?<\/\1>/g, "");
      expect([status, shown(body)]).toEqual([plain.status, shown(plain.body)]);
    },
  );
});
