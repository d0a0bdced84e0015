import { createHash } from "node:crypto";
import { request } from "node:http";
import type { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { temporaryDirectories } from "../../../support/temporary-directory.ts";
import { signWithSmithy } from "../../../wire/sigv4/smithy-signer.ts";
import { allow, iamOf, makeUser, policyDocument, rootOf } from "../iam/identities.ts";
import { makeBucket, s3Of } from "./world.ts";

const Bucket = "busy";
const MIB = 1024 ** 2;
const newDirectory = temporaryDirectories();
const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

// Objects of a few hundred kilobytes lie in files, small ones in the store: both are raced for.
describe.each([
  ["in memory", false],
  ["on disk", true],
])("many at once %s", (_where, onDisk) => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    const accountIds = ["111111111111", "222222222222"];
    emulator = await startTestEmulator({ accountIds, ...(onDisk ? { dataDirectory: newDirectory() } : {}) });
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  const read = async (Key: string): Promise<{ ETag: string | undefined; bytes: Uint8Array }> => {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { ETag, bytes: (await Body?.transformToByteArray()) ?? new Uint8Array() };
  };
  /** An upload with one part of its own bytes, not yet completed. */
  const uploaded = async (Key: string, fill: number, bucket = Bucket) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    const upload = { Bucket: bucket, Key, UploadId };
    const Body = Buffer.alloc(300_000, fill);
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body }));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    return {
      complete: () => s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload })),
      abort: () => s3.send(new AbortMultipartUploadCommand(upload)),
    };
  };

  it.each([10, 300_000])("writers of one key with %d bytes leave the whole object of one of them", async (size) => {
    const Key = `raced-${size}`;
    const writers = Array.from({ length: 16 }, (_, i) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(size + i, i) })),
    );
    const etags = (await Promise.all(writers)).map(({ ETag }) => ETag);
    const { ETag, bytes } = await read(Key);
    expect(etags).toContain(ETag);
    expect([`"${md5(bytes)}"`, new Set(bytes).size, bytes.length]).toEqual([ETag, 1, size + (bytes[0] ?? 0)]);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
    expect(Contents?.map((one) => [one.Key, one.ETag])).toEqual([[Key, ETag]]);
    // A write that comes after all others is the one that stays.
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "last" }));
    expect(Buffer.from((await read(Key)).bytes).toString()).toBe("last");
  });

  it("readers get the whole object that they began with, though it is deleted and replaced", async () => {
    const Body = Buffer.alloc(2 * MIB, 7);
    await s3.send(new PutObjectCommand({ Bucket, Key: "read", Body }));
    const readings = await Promise.all(
      Array.from({ length: 4 }, () => s3.send(new GetObjectCommand({ Bucket, Key: "read" }))),
    );
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "read" }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "read", Body: Buffer.alloc(2 * MIB, 8) }));
    for (const { Body: stream } of readings) {
      const parts: Buffer[] = [];
      for await (const part of stream as Readable) parts.push(part as Buffer);
      expect(Buffer.concat(parts).equals(Body)).toBe(true);
    }
  });

  it("either the completion or the abortion of an upload happens", async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 6; round++) {
      const Key = `either-${round}`;
      const { complete, abort } = await uploaded(Key, round);
      const calls = round % 2 === 0 ? [complete(), abort()] : [abort(), complete()].reverse();
      const [completed, aborted] = await Promise.allSettled(calls);
      outcomes.add(`${completed?.status} ${aborted?.status}`);
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
      expect(Contents.length).toBe(completed?.status === "fulfilled" ? 1 : 0);
      expect([completed?.status, aborted?.status].filter((status) => status === "fulfilled")).toHaveLength(1);
      const lost = [completed, aborted].find((one) => one?.status === "rejected") as PromiseRejectedResult;
      expect(lost.reason).toMatchObject({ name: "NoSuchUpload" });
      if (Contents.length === 1) expect(new Set((await read(Key)).bytes)).toEqual(new Set([round]));
    }
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });

  it("completions of one upload make one object, and all tell of it", async () => {
    const versioned = "busy-versioned";
    await makeBucket(s3, versioned);
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const { complete } = await uploaded("twice", 1, versioned);
    const answers = await Promise.all([complete(), complete(), complete()]);
    expect(new Set(answers.map(({ ETag, VersionId }) => `${ETag} ${VersionId}`)).size).toBe(1);
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: versioned }));
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual([answers[0]?.VersionId]);
    // Uploads of one key in a versioned bucket all stay; the one that was completed last is the latest.
    const uploads = await Promise.all([2, 3, 4].map((fill) => uploaded("twice", fill, versioned)));
    const ids = (await Promise.all(uploads.map((upload) => upload.complete()))).map(({ VersionId }) => VersionId);
    const all = (await s3.send(new ListObjectVersionsCommand({ Bucket: versioned }))).Versions ?? [];
    expect(new Set(all.map(({ VersionId }) => VersionId))).toEqual(new Set([answers[0]?.VersionId, ...ids]));
    expect(all.filter(({ IsLatest }) => IsLatest).map(({ VersionId }) => ids.includes(VersionId))).toEqual([true]);
  });

  it("listings are in order and without repetition while keys come and go", async () => {
    const names = Array.from({ length: 60 }, (_, i) => `list/${String(i).padStart(3, "0")}`);
    const stable = names.filter((_, i) => i % 3 === 0);
    await Promise.all(stable.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }))));
    const changing = names.filter((_, i) => i % 3 !== 0);
    const changes = changing.map(async (Key, i) => {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
      if (i % 2 === 0) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    });
    const listAll = async (): Promise<readonly string[]> => {
      const listed: string[] = [];
      let token: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({ Bucket, Prefix: "list/", MaxKeys: 9, ContinuationToken: token }),
        );
        listed.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return listed;
    };
    for (const listed of await Promise.all([listAll(), listAll()])) {
      expect(listed).toEqual([...new Set(listed)].sort());
      // What was there all the time is in every listing.
      expect(stable.filter((key) => !listed.includes(key))).toEqual([]);
    }
    await Promise.all(changes);
    const left = names.filter((name) => stable.includes(name) || changing.indexOf(name) % 2 === 1);
    expect(await listAll()).toEqual(left);
  });

  it("uploads in parts to another account's bucket: whoever began one goes on, and the owner can end it", async () => {
    const grant = { Effect: "Allow", Principal: { AWS: "222222222222" }, Action: "s3:PutObject" };
    const Policy = policyDocument({ ...grant, Resource: `arn:aws:s3:::${Bucket}/theirs/*` } as never);
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const theirIam = iamOf(emulator, rootOf(emulator, 1));
    const them = s3Of(emulator, await makeUser(theirIam, `uploader-${onDisk}`, [allow("s3:*")]));
    const bystander = s3Of(emulator, await makeUser(theirIam, `bystander-${onDisk}`, [allow("s3:PutObject")]));
    const begin = async (client: S3Client, Key: string) => {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      return { Bucket, Key, UploadId };
    };
    const denied = { code: "AccessDenied", status: 403, message: "Access Denied" };
    expect(await refusal(begin(them, "elsewhere"))).toEqual(denied);
    const [kept, dropped, ended, ours] = await Promise.all([
      begin(them, "theirs/kept"),
      begin(them, "theirs/dropped"),
      begin(them, "theirs/ended"),
      begin(s3, "theirs/ours"),
    ]);
    const parts = await Promise.all(
      [1, 2].map((PartNumber) =>
        them.send(new UploadPartCommand({ ...kept, PartNumber, Body: Buffer.alloc(PartNumber === 1 ? 5 * MIB : 9) })),
      ),
    );
    expect((await them.send(new ListPartsCommand(kept))).Parts).toHaveLength(2);
    const Parts = parts.map(({ ETag }, i) => ({ ETag, PartNumber: i + 1 }));
    await them.send(new CompleteMultipartUploadCommand({ ...kept, MultipartUpload: { Parts } }));
    await them.send(new AbortMultipartUploadCommand(dropped));
    // Without a right of their own, and of an upload that another account began, nothing is theirs.
    expect(await refusal(bystander.send(new AbortMultipartUploadCommand(ended)))).toEqual(denied);
    expect(await refusal(them.send(new AbortMultipartUploadCommand(ours)))).toEqual(denied);
    expect(await refusal(them.send(new ListPartsCommand(ours)))).toEqual(denied);
    expect(await refusal(them.send(new ListMultipartUploadsCommand({ Bucket })))).toEqual(denied);
    await s3.send(new AbortMultipartUploadCommand(ended));
    expect(await refusal(them.send(new UploadPartCommand({ ...ended, PartNumber: 1, Body: "x" })))).toMatchObject({
      code: "NoSuchUpload",
    });
    await s3.send(new AbortMultipartUploadCommand(ours));
  });

  it("a reset while a part comes in leaves no trace of it, and an emulator that goes on", async () => {
    const { UploadId = "" } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "reset" }));
    const { host, hostname, port } = new URL(emulator.endpoint);
    const length = 2 * MIB;
    const query = { partNumber: "1", uploadId: UploadId };
    const headers = await signWithSmithy(
      {
        method: "PUT",
        path: `/${Bucket}/reset`,
        query,
        body: "",
        headers: { host, "content-length": String(length), "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
      },
      {
        ...clientConfig(emulator).credentials,
        region: emulator.region,
        service: "s3",
        at: emulator.now(),
      },
    );
    const outgoing = request({
      hostname,
      port,
      method: "PUT",
      path: `/${Bucket}/reset?partNumber=1&uploadId=${encodeURIComponent(UploadId)}`,
      headers,
      agent: false,
    });
    const answered = new Promise<number>((resolve) => {
      outgoing.on("response", (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode ?? 0);
      });
      outgoing.on("error", () => resolve(0));
    });
    await new Promise<void>((resolve) => {
      outgoing.write(Buffer.alloc(MIB), () => resolve());
    });
    // The part is being read, as this answer came after it.
    await s3.send(new ListPartsCommand({ Bucket, Key: "reset", UploadId }));
    await emulator.reset();
    outgoing.end(Buffer.alloc(length - MIB));
    expect(await answered).toBe(404);
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
    await s3.send(new PutObjectCommand({ Bucket, Key: "after", Body: Buffer.alloc(300_000, 1) }));
    expect((await read("after")).bytes.length).toBe(300_000);
  });
});
