import { Readable } from "node:stream";
import type { Clock } from "../../core/index.ts";
import type { Lease } from "../../lease/index.ts";
import { addressIn, addressOf, type ObjectAddress } from "../address.ts";
import type { ChecksumMethod } from "../checksum/checksum.ts";
import { Connection } from "../connection.ts";
import { fingerprintOf } from "../fingerprint.ts";
import type { UploadEvent } from "../multipart/upload-file.ts";
import { planParts, SINGLE_PUT_BYTES } from "../plan.ts";
import { type Progress, putWhole, type UploadedObject } from "../put-object.ts";
import type { RetryPolicy } from "../retry.ts";
import type { Transport } from "../transport.ts";
import { type UploadOptions, uploadFile } from "../upload.ts";
import type { Disk } from "./disk.ts";
import { FileHeaders } from "./file-headers.ts";
import type { LeaseSource } from "./leases-in-use.ts";
import type { FileOutcome } from "./outcome.ts";
import { SMALL_BYTES, SmallMemory } from "./small-memory.ts";
import type { Job } from "./sources.ts";
import { headObject, type StoredObject } from "./sync/stored-object.ts";
import { bytesInMemory, isUnchanged, type LocalBytes, withFileBytes } from "./sync/unchanged.ts";

/** What all files of an upload share. */
export interface FileSenderSettings {
  readonly bucket: string;
  readonly transport: Transport;
  readonly leases: LeaseSource;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  readonly method: ChecksumMethod;
  /** What every object is to be, and how a large file is cut and kept. */
  readonly options: Omit<UploadOptions, "target" | "renew" | "onProgress" | "onEvent">;
  readonly mostInFlight: number;
  /** The keys of uploads of an earlier time that did not reach their end. */
  readonly unfinishedKeys: ReadonlySet<string>;
  /** Nothing is sent. */
  readonly isDryRun: boolean;
  /** Nothing is asked either, and there is no lease. */
  readonly isOffline: boolean;
}

/** What is watched of one file. */
export interface FileWatch {
  readonly onProgress: (progress: Progress) => void;
  readonly onEvent: (event: UploadEvent) => void;
  /** Told of every attempt to send it that fails. */
  readonly onFailedAttempt: (error: unknown) => void;
}

/** A file that is to be sent, with what is known of the object that is to be. */
export interface SendJob extends Job {
  /** What is there already. `undefined`: nothing, or nobody asked. `unasked`: whether there is something is to be asked. */
  readonly stored?: StoredObject | "unasked" | undefined;
  /** Whether it may have been sent before, by a thread that is no more. */
  readonly mayBeDone?: boolean;
}

/** Sends files over one transport. */
export class FileSender {
  readonly #settings: FileSenderSettings;
  readonly #headers: FileHeaders;
  readonly #buckets = new Map<Lease, ObjectAddress>();
  readonly #smallMemory = new SmallMemory();
  /** Memory for parts that nobody uses now. */
  readonly #partMemory: Buffer[] = [];

  constructor(settings: FileSenderSettings) {
    this.#settings = settings;
    this.#headers = new FileHeaders(settings.options);
  }

  /** How many parts a file has; 1 where it goes in one PUT. */
  partsOf({ sizeBytes }: Job): number {
    const { partBytes } = this.#settings.options;
    return sizeBytes <= (partBytes ?? SINGLE_PUT_BYTES) ? 1 : planParts(sizeBytes, partBytes).partCount;
  }

  /** Whether a file is one that is read at once; none that grew since it was found. */
  isSmall({ key, sizeBytes }: Job): boolean {
    return sizeBytes <= SMALL_BYTES && !this.#settings.unfinishedKeys.has(key);
  }

  /** @throws what keeps the file from being sent. An abort rejects with the signal's reason. */
  async send(job: SendJob, watch: FileWatch): Promise<FileOutcome> {
    if (this.#settings.isOffline) return planned(job);
    const sent = this.isSmall(job) ? await this.sendSmall(job, watch) : undefined;
    return sent ?? this.#sendRead(job, { ...this.connectionTo(job.key), watch, bytes: undefined });
  }

  /**
   * Sends a file that {@link isSmall}.
   *
   * @returns `undefined` where it has become too large for it. Nothing was sent then.
   * @throws as {@link send}.
   */
  async sendSmall(job: SendJob, watch: FileWatch): Promise<FileOutcome | undefined> {
    const { lease, connection } = this.connectionTo(job.key);
    const memory = this.#smallMemory.take(job.sizeBytes);
    const bytes = await this.#settings.disk.readSmall(job.file, SMALL_BYTES, memory);
    if (bytes === undefined) {
      this.#smallMemory.give(memory);
      return undefined;
    }
    const outcome = await this.#sendRead(job, { lease, connection, watch, bytes });
    // Not after a failure: a socket that broke may still hold it.
    this.#smallMemory.give(memory);
    return outcome;
  }

  async #sendRead(job: SendJob, use: SendUse & { readonly bytes: Buffer | undefined }): Promise<FileOutcome> {
    const { lease, connection, watch, bytes } = use;
    if (await this.#isThere(job, connection, bytes)) {
      return { outcome: "skipped", file: job.file, key: job.key, reason: "unchanged", sizeBytes: job.sizeBytes };
    }
    if (this.#settings.isDryRun) return planned(job);
    const object =
      bytes === undefined
        ? await this.#sendFile(job, { lease, connection, watch })
        : await this.#sendBytes(job, { lease, connection, watch, bytes });
    const { bucket, key, etag, checksum, sizeBytes, url, requestId } = object;
    return { outcome: "uploaded", file: job.file, bucket, key, etag, checksum, sizeBytes, url, requestId };
  }

  /**
   * The way to an object, with the lease for it.
   *
   * @throws KeyleaseError `LeaseScopeExceeded` where there is none.
   */
  connectionTo(key: string): { readonly lease: Lease; readonly connection: Connection } {
    const { bucket, leases, transport } = this.#settings;
    const { lease, credentials } = leases.for({ bucket, key });
    return { lease, connection: new Connection(transport, addressIn(this.#bucketOf(lease), key), credentials) };
  }

  /** The way to the bucket itself, with the lease for a prefix in it. */
  connectionToBucket(prefix: string): Connection {
    const { bucket, leases, transport } = this.#settings;
    const { lease, credentials } = leases.for({ bucket, key: prefix });
    return new Connection(transport, this.#bucketOf(lease), credentials);
  }

  #bucketOf(lease: Lease): ObjectAddress {
    const known = this.#buckets.get(lease);
    if (known !== undefined) return known;
    const { bucket, options } = this.#settings;
    const address = addressOf({ ...options, bucket, key: "", region: lease.region, endpoint: lease.endpoints.s3 });
    this.#buckets.set(lease, address);
    return address;
  }

  async #isThere({ file, stored }: SendJob, connection: Connection, bytes: Buffer | undefined): Promise<boolean> {
    if (stored === undefined) return false;
    const head = (): Promise<StoredObject | undefined> => headObject(connection);
    const found = stored === "unasked" ? await head() : stored;
    if (found === undefined) return false;
    const ask = stored === "unasked" ? async (): Promise<StoredObject> => found : head;
    const compare = (local: LocalBytes): Promise<boolean> => isUnchanged(local, found, ask);
    if (bytes !== undefined) return compare(bytesInMemory(bytes));
    return withFileBytes(file, this.#settings.options.signal, compare);
  }

  #sendBytes(
    { file, key, mayBeDone = false }: SendJob,
    use: SendUse & { readonly bytes: Buffer },
  ): Promise<UploadedObject> {
    const { bucket, retry, options, method } = this.#settings;
    const { lease, connection, watch, bytes } = use;
    const target = {
      bucket,
      key,
      headers: this.#headers.for(lease.scope, file).put,
      retry,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onProgress: watch.onProgress,
      onFailedAttempt: watch.onFailedAttempt,
      resendsSpoilt: true,
      mayBeDone,
    };
    const source = { fingerprint: fingerprintOf(bytes, method), bytes, stream: () => Readable.from([bytes]) };
    return putWhole(target, connection, source);
  }

  #sendFile(job: SendJob, { lease, connection, watch }: SendUse): Promise<UploadedObject> {
    const { bucket, clock, mostInFlight, options, retry, method } = this.#settings;
    const parts = Math.min(mostInFlight, this.partsOf(job));
    const { onEvent, onProgress, onFailedAttempt } = watch;
    const place = { lease, connection, bucket, key: job.key };
    const use = { ...place, clock, method, mostInFlight: parts, onEvent, onFailedAttempt };
    return uploadFile(
      job.file,
      { ...use, pool: this.#partMemory, resendsSpoilt: true },
      { ...options, retry, onProgress },
    );
  }
}

function planned({ file, key, sizeBytes }: Job): FileOutcome {
  return { outcome: "planned", file, key, sizeBytes };
}

/** With what a file is sent. */
interface SendUse {
  readonly lease: Lease;
  readonly connection: Connection;
  readonly watch: FileWatch;
}
