import { DeleteObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { startTestEmulator } from "../../../../support/emulator.ts";
import { BucketOfDays } from "./days.ts";

describe("the lifecycle of versions", () => {
  let emulator: Emulator;
  let bucket: BucketOfDays;
  let buckets = 0;
  beforeAll(async () => {
    emulator = await startTestEmulator();
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    bucket = new BucketOfDays(emulator, `versions-${++buckets}`);
    await bucket.make("Enabled");
  });
  const remove = (Key: string, VersionId?: string): Promise<unknown> =>
    bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key, ...(VersionId ? { VersionId } : {}) }));

  it("ends so many days after a newer one came, and not after they were made", async () => {
    await bucket.rules([{ NoncurrentVersionExpiration: { NoncurrentDays: 2 } }]);
    const first = await bucket.put("k");
    bucket.pass(10);
    expect(await bucket.versions()).toEqual([`k=${first}`]);
    const second = await bucket.put("k");
    bucket.pass(1);
    expect(await bucket.versions()).toEqual([`k=${second}`, `k=${first}`]);
    bucket.pass(0);
    expect(await bucket.versions()).toEqual([`k=${second}`]);
    bucket.pass(100);
    expect(await bucket.versions()).toEqual([`k=${second}`]);
  });

  it("counts from the next newer version that is still there", async () => {
    await bucket.rules([{ NoncurrentVersionExpiration: { NoncurrentDays: 3 } }]);
    const first = await bucket.put("k");
    const second = await bucket.put("k");
    bucket.pass(1);
    const third = await bucket.put("k");
    await remove("k", second);
    bucket.pass(1);
    expect(await bucket.versions()).toEqual([`k=${third}`, `k=${first}`]);
    bucket.pass(1);
    expect(await bucket.versions()).toEqual([`k=${third}`]);
  });

  it("keeps so many of the newest noncurrent ones", async () => {
    await bucket.rules([
      { Filter: { Prefix: "" }, NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 2 } },
    ]);
    const ids: (string | undefined)[] = [];
    for (const _version of [1, 2, 3, 4, 5]) ids.unshift(await bucket.put("k"));
    bucket.pass(5);
    expect(await bucket.versions()).toEqual(ids.slice(0, 3).map((id) => `k=${id}`));
  });

  it("ends those alone that fit the filter, by prefix, tags and size of the version itself", async () => {
    const fits = { Body: "123", Tagging: "t=1" };
    await bucket.rules([
      {
        Filter: {
          And: { Prefix: "p/", Tags: [{ Key: "t", Value: "1" }], ObjectSizeGreaterThan: 2, ObjectSizeLessThan: 5 },
        },
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
    ]);
    const kept: string[] = [];
    for (const [key, old] of [
      ["p/fits", fits],
      ["p/large", { ...fits, Body: "12345" }],
      ["p/small", { ...fits, Body: "12" }],
      ["p/tagless", { Body: "123" }],
      ["q/other", fits],
    ] as const) {
      const oldId = await bucket.put(key, old);
      kept.push(`${key}=${await bucket.put(key, key === "p/large" ? fits : {})}`);
      if (key !== "p/fits") kept.push(`${key}=${oldId}`);
    }
    bucket.pass(3);
    expect(await bucket.versions()).toEqual(kept);
  });

  it("hides an object, then ends its version, then takes the marker away: each on its own midnight", async () => {
    await bucket.rules([
      { Expiration: { Days: 1 }, NoncurrentVersionExpiration: { NoncurrentDays: 2 } },
      { Expiration: { ExpiredObjectDeleteMarker: true } },
    ]);
    const id = await bucket.put("k");
    bucket.pass(1);
    expect(await bucket.versions()).toEqual([`k=${id}`, "k=marker"]);
    bucket.pass(0);
    expect(await bucket.versions()).toEqual([`k=${id}`, "k=marker"]);
    bucket.pass(0);
    expect(await bucket.versions()).toEqual([]);
  });

  it("comes to the same where nobody looked for many days", async () => {
    await bucket.rules([{ Expiration: { Days: 10 }, NoncurrentVersionExpiration: { NoncurrentDays: 20 } }]);
    const put = emulator.now();
    await bucket.put("k");
    bucket.pass(29);
    const listed = await bucket.s3.send(new ListObjectVersionsCommand({ Bucket: bucket.name }));
    expect(listed.Versions?.length).toBe(1);
    // The marker is of the midnight on which the object ended.
    const hidden = Math.ceil(put.getTime() / 86_400_000 + 10) * 86_400_000;
    expect(listed.DeleteMarkers?.map(({ LastModified }) => LastModified?.getTime())).toEqual([hidden]);
    bucket.pass(1);
    // Days of an Expiration take a lone marker away too, when it is as old.
    expect(await bucket.versions()).toEqual([]);
  });

  it("takes no delete marker away that hides a version, and none that the rules do not name", async () => {
    await bucket.rules([
      { Filter: { Prefix: "a" }, Expiration: { ExpiredObjectDeleteMarker: true } },
      { Filter: { Prefix: "b" }, Expiration: { ExpiredObjectDeleteMarker: false } },
      { Filter: { Tag: { Key: "t", Value: "1" } }, Expiration: { Days: 1 } },
    ]);
    const hidden = await bucket.put("a/hidden");
    for (const key of ["a/hidden", "a/lone", "b", "c"]) await remove(key);
    bucket.pass(5);
    expect(await bucket.versions()).toEqual([`a/hidden=${hidden}`, "a/hidden=marker", "b=marker", "c=marker"]);
    await remove("a/hidden", hidden);
    bucket.pass(0);
    expect(await bucket.versions()).toEqual(["b=marker", "c=marker"]);
  });

  it("ends noncurrent delete markers as it does other versions", async () => {
    await bucket.rules([{ NoncurrentVersionExpiration: { NoncurrentDays: 1 } }]);
    await bucket.put("k");
    await remove("k");
    const last = await bucket.put("k");
    bucket.pass(2);
    expect(await bucket.versions()).toEqual([`k=${last}`]);
  });

  it("puts the marker in the place of the version `null` where versioning is suspended", async () => {
    const named = await bucket.put("k");
    await bucket.version("Suspended");
    await bucket.put("k");
    await bucket.rules([{ Expiration: { Days: 1 } }]);
    bucket.pass(2);
    expect(await bucket.versions()).toEqual([`k=${named}`, "k=marker"]);
  });

  it("begins at the midnight after the rules were put, however old the versions are", async () => {
    await bucket.put("k");
    const second = await bucket.put("k");
    bucket.pass(50);
    await bucket.rules([{ NoncurrentVersionExpiration: { NoncurrentDays: 1 } }]);
    expect((await bucket.versions()).length).toBe(2);
    bucket.pass(0);
    expect(await bucket.versions()).toEqual([`k=${second}`]);
  });
});
