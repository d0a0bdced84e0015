import { expect, it } from "vitest";
import { systemRandom } from "../../../../../src/core/index.ts";
import {
  type BucketRecord,
  findBucket,
  NEW_BUCKET,
  putBucket,
} from "../../../../../src/emulator/services/s3/buckets.ts";
import type { LifecycleRule } from "../../../../../src/emulator/services/s3/lifecycle/lifecycle-rule.ts";
import { sweepBucket } from "../../../../../src/emulator/services/s3/lifecycle/sweep.ts";
import { type ObjectRecord, objectRows, putObjectRecord } from "../../../../../src/emulator/services/s3/objects.ts";
import { MemoryFiles } from "../../../../../src/emulator/state/memory-files.ts";
import { MemoryStore } from "../../../../../src/emulator/state/memory-store.ts";
import { MovableClock } from "../../../../../src/emulator/state/movable-clock.ts";
import { SplitBlobs } from "../../../../../src/emulator/state/split-blobs.ts";

const NOW = "2026-11-25T12:00:00.000Z";

const RULE: LifecycleRule = {
  id: "rule",
  enabled: true,
  filter: { form: "filter", prefix: "k", tags: [] },
  expiration: { days: 1 },
  transitions: [],
  noncurrentTransitions: [],
};

const OBJECT: ObjectRecord = {
  content: { form: "whole", blob: "replaced" },
  sizeBytes: 1,
  etag: "e",
  lastModified: NOW,
  checksum: { algorithm: "CRC32", value: "" },
  headers: {},
  metadata: {},
  storageClass: "STANDARD",
  writerAccountId: "111111111111",
  acl: [],
};

async function* oneByte(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("x");
}

it("ends more objects than one transaction takes, once a day", async () => {
  const clock = new MovableClock({ now: () => new Date(NOW) });
  const store = new MemoryStore();
  const blobs = await SplitBlobs.open(store, new MemoryFiles(), systemRandom);
  const state = { store, blobs, clock, random: systemRandom };
  const bucket: BucketRecord = {
    ...NEW_BUCKET.today,
    name: "b",
    accountId: "111111111111",
    createdAt: NOW,
    acl: [],
    lifecycle: { rules: [RULE], minimumTransitionSize: "all_storage_classes_128K", sweptDay: "2026-11-25" },
  };
  const staged = await Promise.all(Array.from({ length: 2500 }, () => blobs.stage(oneByte())));
  await store.transaction((writer) => {
    putBucket(writer, bucket);
    for (const [i, blob] of staged.entries()) {
      blob.keep(writer);
      const content = { form: "whole", blob: blob.ref } as const;
      putObjectRecord(writer, ["b", `${i % 2 === 0 ? "k" : "z"}${i}`], { ...OBJECT, content });
    }
  });
  const count = (): number => [...objectRows(state.store, "b", {})].length;
  await sweepBucket(state, "b");
  expect(count()).toBe(2500);
  clock.advance(24 * 3_600_000);
  await sweepBucket(state, "b");
  expect(count()).toBe(2500);
  clock.advance(12 * 3_600_000);
  await Promise.all([sweepBucket(state, "b"), sweepBucket(state, "b")]);
  expect(count()).toBe(1250);
  expect(findBucket(state.store, "b")?.lifecycle?.sweptDay).toBe("2026-11-27");
});
