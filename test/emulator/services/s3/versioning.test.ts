import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../iam/identities.ts";
import { element, makeBucket, refusedWith, s3Of, sendSigned } from "./world.ts";

describe("versions of objects", () => {
  let emulator: Emulator;
  let s3: S3Client;
  let buckets = 0;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
  });
  afterAll(() => emulator.close());

  const setVersioning = (Bucket: string, Status: "Enabled" | "Suspended"): Promise<unknown> =>
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  const newBucket = async (status?: "Enabled" | "Suspended"): Promise<string> => {
    buckets++;
    const Bucket = await makeBucket(s3, `versions-${buckets}`);
    if (status !== undefined) await setVersioning(Bucket, status);
    return Bucket;
  };
  const put = async (Bucket: string, Key: string, Body: string): Promise<string | undefined> =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
  const read = async (Bucket: string, Key: string, VersionId?: string): Promise<string | undefined> =>
    (await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString();
  const remove = (Bucket: string, Key: string, VersionId?: string) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  const list = async (Bucket: string, more: object = {}) => {
    const answer = await s3.send(new ListObjectVersionsCommand({ Bucket, ...more }));
    const entries = [
      ...(answer.Versions ?? []).map((one) => ({ ...one, marker: false })),
      ...(answer.DeleteMarkers ?? []).map((one) => ({ ...one, marker: true })),
    ];
    return { ...answer, entries };
  };

  it("are kept by no bucket that was not told to", async () => {
    const Bucket = await newBucket();
    const told = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    expect(told.Status).toBeUndefined();
    expect(await put(Bucket, "k", "one")).toBeUndefined();
    await put(Bucket, "k", "two");
    expect((await list(Bucket)).Versions).toMatchObject([{ Key: "k", VersionId: "null", IsLatest: true, Size: 3 }]);
    expect((await s3.send(new GetObjectCommand({ Bucket, Key: "k", VersionId: "null" }))).VersionId).toBeUndefined();
    const foreign = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD";
    expect(await refusal(read(Bucket, "k", foreign))).toMatchObject({ code: "InvalidArgument", status: 400 });
  });

  it("each have an id of 32 characters, and stay readable by it", async () => {
    const Bucket = await newBucket("Enabled");
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    const [one, two] = [await put(Bucket, "k", "one"), await put(Bucket, "k", "two")];
    expect(one).toMatch(/^[\w-]{32}$/);
    expect(await read(Bucket, "k")).toBe("two");
    expect(await read(Bucket, "k", one)).toBe("one");
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "k" }))).VersionId).toBe(two);
    expect((await list(Bucket)).Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [two, true],
      [one, false],
    ]);
    const unknown = (await put(Bucket, "other", "x")) ?? "";
    expect(await refusal(read(Bucket, "k", unknown))).toEqual({
      code: "NoSuchVersion",
      status: 404,
      message: "The specified version does not exist.",
    });
  });

  it("are hidden by a delete marker, and come back when that is deleted", async () => {
    const Bucket = await newBucket("Enabled");
    const first = await put(Bucket, "k", "one");
    const deleted = await remove(Bucket, "k");
    expect(deleted).toMatchObject({ DeleteMarker: true, VersionId: expect.stringMatching(/^[\w-]{32}$/) });
    const gone = await sendSigned(emulator, { path: `/${Bucket}/k` });
    expect(refusedWith(gone).code).toBe("NoSuchKey");
    expect(gone.headers).toMatchObject({ "x-amz-delete-marker": "true", "x-amz-version-id": deleted.VersionId });
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    const marker = await sendSigned(emulator, { path: `/${Bucket}/k`, query: { versionId: deleted.VersionId ?? "" } });
    expect(refusedWith(marker)).toMatchObject({ code: "MethodNotAllowed", status: 405 });
    expect(element(marker.body, "ResourceType")).toBe("DeleteMarker");
    const acl = s3.send(new PutObjectAclCommand({ Bucket, Key: "k", ACL: "bucket-owner-full-control" }));
    expect(await refusal(acl)).toMatchObject({ code: "MethodNotAllowed", status: 405 });
    expect(await remove(Bucket, "k", deleted.VersionId)).toMatchObject({ DeleteMarker: true });
    expect(await read(Bucket, "k")).toBe("one");
    expect((await list(Bucket)).Versions).toMatchObject([{ VersionId: first, IsLatest: true }]);
  });

  it("stand in the document in one order with delete markers, by key and then newest first", async () => {
    const Bucket = await newBucket("Enabled");
    for (const key of ["b", "a", "a\u{10000}", "a\uffff"]) {
      await put(Bucket, key, "one");
      await remove(Bucket, key);
      await put(Bucket, key, "two");
    }
    await remove(Bucket, "b");
    const inOrder = async (query: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const { body } = await sendSigned(emulator, { path: `/${Bucket}`, query: { versions: "", ...query } });
      const found = [...body.matchAll(/<(Version|DeleteMarker)>.*?<Key>(.*?)<\/Key>.*?<IsLatest>(.*?)<\/IsLatest>/g)];
      return found.map(
        ([, kind, key, latest]) => `${kind === "Version" ? "V" : "D"} ${key}${latest === "true" ? " !" : ""}`,
      );
    };
    const three = (key: string) => [`V ${key} !`, `D ${key}`, `V ${key}`];
    const all = [...three("a"), ...three("a&#xffff;"), ...three("a\u{10000}"), "D b !", "V b", "D b", "V b"];
    expect(await inOrder({})).toEqual(all);
    // Pages go on where they stopped, whatever stood there.
    for (const size of [1, 2, 3, 5]) {
      const pages: string[] = [];
      let marker: Readonly<Record<string, string>> | undefined = {};
      while (marker !== undefined) {
        const answer = await list(Bucket, { MaxKeys: size, ...marker });
        const [KeyMarker, VersionIdMarker] = [answer.NextKeyMarker, answer.NextVersionIdMarker];
        const query: Record<string, string> = { "max-keys": String(size) };
        if (marker.KeyMarker !== undefined) query["key-marker"] = marker.KeyMarker;
        if (marker.VersionIdMarker !== undefined) query["version-id-marker"] = marker.VersionIdMarker;
        pages.push(...(await inOrder(query)));
        marker = KeyMarker === undefined || VersionIdMarker === undefined ? undefined : { KeyMarker, VersionIdMarker };
      }
      expect(pages).toEqual(all);
    }
  });

  it("hold a bucket until all are deleted", async () => {
    const Bucket = await newBucket("Enabled");
    const version = await put(Bucket, "k", "one");
    const { VersionId: marker } = await remove(Bucket, "k");
    const end = () => s3.send(new DeleteBucketCommand({ Bucket }));
    const message = "The bucket you tried to delete is not empty. You must delete all versions in the bucket.";
    expect(await refusal(end())).toEqual({ code: "BucketNotEmpty", status: 409, message });
    await remove(Bucket, "k", version);
    expect(await refusal(end())).toMatchObject({ code: "BucketNotEmpty" });
    await remove(Bucket, "k", marker);
    await end();
  });

  it("of a suspended bucket are one `null` beside those that were", async () => {
    const Bucket = await newBucket();
    await put(Bucket, "k", "before");
    await setVersioning(Bucket, "Enabled");
    const kept = await put(Bucket, "k", "kept");
    await setVersioning(Bucket, "Suspended");
    expect(await read(Bucket, "k", "null")).toBe("before");
    // As recorded: an upload is not told that it is the version `null`.
    expect(await put(Bucket, "k", "null one")).toBeUndefined();
    expect(await put(Bucket, "k", "null two")).toBeUndefined();
    expect(await read(Bucket, "k", "null")).toBe("null two");
    expect((await list(Bucket)).Versions?.map(({ VersionId }) => VersionId)).toEqual(["null", kept]);
    expect(await remove(Bucket, "k")).toMatchObject({ DeleteMarker: true, VersionId: "null" });
    expect((await list(Bucket)).entries.map(({ VersionId, marker }) => [VersionId, marker])).toEqual([
      [kept, false],
      ["null", true],
    ]);
    expect(await read(Bucket, "k", kept)).toBe("kept");
  });

  it("are deleted many at a time, and told which were not there", async () => {
    const Bucket = await newBucket("Enabled");
    const one = await put(Bucket, "k", "one");
    const deleteThem = (Objects: { Key: string; VersionId?: string | undefined }[]) =>
      s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    const { Deleted } = await deleteThem([{ Key: "k" }, { Key: "never" }]);
    expect(Deleted).toMatchObject([
      { Key: "k", DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) },
      { Key: "never", DeleteMarker: true },
    ]);
    const again = await deleteThem([{ Key: "k", VersionId: one }]);
    expect(again.Deleted).toEqual([{ Key: "k", VersionId: one }]);
    const wrong = await deleteThem([{ Key: "k", VersionId: one }]);
    expect(wrong.Errors).toMatchObject([{ Key: "k", VersionId: one, Code: "NoSuchVersion" }]);
  });

  it("need their own permissions", async () => {
    const Bucket = await newBucket("Enabled");
    const one = await put(Bucket, "k", "one");
    const user = await makeUser(iamOf(emulator), "version-reader", [allow("s3:GetObject")]);
    const theirs = s3Of(emulator, user);
    await theirs.send(new GetObjectCommand({ Bucket, Key: "k" }));
    const denied = await refusal(theirs.send(new GetObjectCommand({ Bucket, Key: "k", VersionId: one })));
    expect(denied.message).toContain("s3:GetObjectVersion on resource");
    const listed = await refusal(theirs.send(new ListObjectVersionsCommand({ Bucket })));
    expect(listed.message).toContain("s3:ListBucketVersions on resource");
  });

  it("are set up by a document that says how", async () => {
    const Bucket = await newBucket();
    const set = (body: string) =>
      sendSigned(emulator, { method: "PUT", path: `/${Bucket}`, query: { versioning: "" }, body });
    expect(refusedWith(await set("<VersioningConfiguration/>"))).toEqual({
      code: "IllegalVersioningConfigurationException",
      status: 400,
      message: "The Versioning element must be specified",
    });
    const disabled = "<VersioningConfiguration><Status>Disabled</Status></VersioningConfiguration>";
    expect(refusedWith(await set(disabled)).code).toBe("MalformedXML");
  });

  it("are listed page by page without a gap, whatever the keys are made of", async () => {
    const Bucket = await newBucket("Enabled");
    const keys = ["a", "a\u0000", "a\u0000b", "a/1", "a/2", "b", "\u{1F600}", "\uFFFD"];
    for (const key of keys) for (const body of ["1", "2", "3"]) await put(Bucket, key, body);
    await remove(Bucket, "a/1");
    const whole = (await list(Bucket)).entries.length;
    expect(whole).toBe(25);
    const seen: string[] = [];
    let marker: object = {};
    for (let page = 0; page < 30; page++) {
      const answer = await list(Bucket, { MaxKeys: 2, ...marker });
      seen.push(...answer.entries.map(({ Key, VersionId }) => `${Key} ${VersionId}`));
      if (answer.IsTruncated !== true) break;
      marker = { KeyMarker: answer.NextKeyMarker, VersionIdMarker: answer.NextVersionIdMarker };
    }
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
    const order = [...new Set(seen.map((entry) => entry.slice(0, entry.lastIndexOf(" "))))];
    expect(order).toEqual([...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    const grouped = await list(Bucket, { Delimiter: "/", MaxKeys: 10 });
    expect(grouped.CommonPrefixes).toEqual([{ Prefix: "a/" }]);
    const after = await list(Bucket, { Delimiter: "/", KeyMarker: "a/" });
    expect(after.entries.map(({ Key }) => Key)).not.toContain("a/2");
  });

  it("are what a simple model says, after any changes", async () => {
    const change = fc.constantFrom("put", "delete", "delete oldest", "delete null", "enable", "suspend");
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        const Bucket = await newBucket();
        let status: "none" | "Enabled" | "Suspended" = "none";
        let model: { id: string; body: string | undefined }[] = [];
        for (const [i, one] of changes.entries()) {
          const body = one === "put" ? String(i) : undefined;
          if (one === "enable" || one === "suspend") {
            status = one === "enable" ? "Enabled" : "Suspended";
            await setVersioning(Bucket, status);
          } else if (one === "put" || one === "delete") {
            const id = one === "put" ? await put(Bucket, "k", String(i)) : (await remove(Bucket, "k")).VersionId;
            if (status !== "Enabled") model = model.filter((version) => version.id !== "null");
            if (one === "put" || status !== "none") model = [{ id: id ?? "null", body }, ...model];
          } else {
            const id = one === "delete null" ? "null" : (model.at(-1)?.id ?? "null");
            await remove(Bucket, "k", id);
            model = model.filter((version) => version.id !== id);
          }
        }
        const ids = new Set((await list(Bucket)).entries.map(({ VersionId }) => VersionId));
        expect(ids).toEqual(new Set(model.map(({ id }) => id)));
        const latest = (await list(Bucket)).entries.filter(({ IsLatest }) => IsLatest);
        expect(latest.map(({ VersionId }) => VersionId)).toEqual(model.slice(0, 1).map(({ id }) => id));
        const current = await read(Bucket, "k").catch(() => undefined);
        expect(current).toBe(model[0]?.body);
        for (const { id, body } of model) if (body !== undefined) expect(await read(Bucket, "k", id)).toBe(body);
      }),
      { numRuns: 40 },
    );
  });
});
