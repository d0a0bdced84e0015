import {
  type LifecycleRule,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  type TransitionDefaultMinimumObjectSize,
} from "@aws-sdk/client-s3";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { makeBucket, s3Of } from "../world.ts";

const DAY_MILLISECONDS = 86_400_000;

/** A bucket with lifecycle rules, and what happens to it as days go by. */
export class BucketOfDays {
  readonly emulator: Emulator;
  readonly name: string;

  constructor(emulator: Emulator, name: string) {
    this.emulator = emulator;
    this.name = name;
  }

  /** Clients follow the clock of the answers, and are then lost when it is moved on: each call has a new one. */
  get s3(): S3Client {
    return s3Of(this.emulator);
  }

  async make(versioning?: "Enabled"): Promise<void> {
    await makeBucket(this.s3, this.name);
    if (versioning !== undefined) await this.version(versioning);
  }

  version(Status: "Enabled" | "Suspended"): Promise<unknown> {
    return this.s3.send(new PutBucketVersioningCommand({ Bucket: this.name, VersioningConfiguration: { Status } }));
  }

  /** Rules of everything, unless they have a filter. */
  rules(
    rules: readonly Partial<LifecycleRule>[],
    TransitionDefaultMinimumObjectSize?: TransitionDefaultMinimumObjectSize,
  ): Promise<unknown> {
    const Rules = rules.map((rule, i) => ({ ID: `rule-${i}`, Status: "Enabled" as const, Filter: {}, ...rule }));
    return this.s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: this.name,
        LifecycleConfiguration: { Rules },
        ...(TransitionDefaultMinimumObjectSize === undefined ? {} : { TransitionDefaultMinimumObjectSize }),
      }),
    );
  }

  async put(Key: string, more: Partial<PutObjectCommandInput> = {}): Promise<string | undefined> {
    return (await this.s3.send(new PutObjectCommand({ Bucket: this.name, Key, Body: "x", ...more }))).VersionId;
  }

  /** Moves the clock to a minute after the midnight that comes when so many whole days have gone by. */
  pass(days: number): void {
    const now = this.emulator.now().getTime();
    const midnight = Math.ceil(now / DAY_MILLISECONDS + days) * DAY_MILLISECONDS;
    this.emulator.advanceClock((midnight - now) / 1000 + 60);
  }

  /** All versions as `key=id`, `-` before the ids of delete markers, in the order of the listing's two kinds. */
  async versions(): Promise<readonly string[]> {
    const { Versions = [], DeleteMarkers = [] } = await this.s3.send(
      new ListObjectVersionsCommand({ Bucket: this.name }),
    );
    return [
      ...Versions.map(({ Key, VersionId }) => `${Key}=${VersionId}`),
      ...DeleteMarkers.map(({ Key }) => `${Key}=marker`),
    ];
  }

  /** The storage classes of all versions by key, newest first. */
  async classes(): Promise<Readonly<Record<string, readonly string[]>>> {
    const { Versions = [] } = await this.s3.send(new ListObjectVersionsCommand({ Bucket: this.name }));
    const classes: Record<string, string[]> = {};
    for (const { Key = "", StorageClass = "" } of Versions) {
      classes[Key] = [...(classes[Key] ?? []), StorageClass];
    }
    return classes;
  }
}
