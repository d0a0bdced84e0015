import { expect, it } from "vitest";
import { systemRandom } from "../../../../../src/core/index.ts";
import {
  type BucketRecord,
  findBucket,
  NEW_BUCKET_DEFAULTS,
  putBucket,
} from "../../../../../src/emulator/services/s3/buckets.ts";
import type { LifecycleRule } from "../../../../../src/emulator/services/s3/lifecycle/lifecycle-rule.ts";
import { sweepBucket } from "../../../../../src/emulator/services/s3/lifecycle/sweep.ts";
import { type ObjectRecord, objectRows, putObjectRecord } from "../../../../../src/emulator/services/s3/objects.ts";
import { MemoryBlobs } from "../../../../../src/emulator/state/memory-blobs.ts";
import { MemoryStore } from "../../../../../src/emulator/state/memory-store.ts";
import { MovableClock } from "../../../../../src/emulator/state/movable-clock.ts";

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
  blobId: "none",
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

it("ends more objects than one transaction takes, once a day", async () => {
  const clock = new MovableClock({ now: () => new Date(NOW) });
  const state = { store: new MemoryStore(), blobs: new MemoryBlobs(systemRandom), clock };
  const bucket: BucketRecord = {
    ...NEW_BUCKET_DEFAULTS,
    name: "b",
    accountId: "111111111111",
    createdAt: NOW,
    acl: [],
    lifecycle: { rules: [RULE], minimumTransitionSize: "all_storage_classes_128K", sweptDay: "2026-11-25" },
  };
  await state.store.transaction((writer) => {
    putBucket(writer, bucket);
    for (let i = 0; i < 2500; i += 1) putObjectRecord(writer, ["b", `${i % 2 === 0 ? "k" : "z"}${i}`], OBJECT);
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
