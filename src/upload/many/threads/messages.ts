import type { Credentials, Lease } from "../../../lease/index.ts";
import type { UploadedObject } from "../../put-object.ts";
import type { RetryPolicy } from "../../retry.ts";
import type { UploadOptions } from "../../upload.ts";
import type { SendJob } from "../file-sender.ts";
import type { ErrorData } from "./error-data.ts";

/** What every object is to be, and how it is sent; nothing of it is a function. */
export type ThreadOptions = Omit<
  UploadOptions,
  "target" | "renew" | "onProgress" | "onEvent" | "mostInFlight" | "journalFolder" | "signal" | "clock" | "retry"
>;

/** What a thread must know of the upload. INVARIANT: it crosses by message alone, for the leases hold secrets. */
export interface ThreadSettings {
  readonly bucket: string;
  /** Whether the server is spoken to by TLS. */
  readonly secure: boolean;
  readonly region: string;
  /** The id of each one's credentials is its place here. */
  readonly leases: readonly Lease[];
  /** Whether there is a way to other leases. */
  readonly isRenewed: boolean;
  readonly idleMilliseconds: number;
  readonly retry: RetryPolicy;
  readonly options: ThreadOptions;
}

/** A file that a thread is to send, by a number of its own. */
export interface ThreadJob {
  readonly id: number;
  readonly job: SendJob;
}

/** What a thread is told. */
export type ThreadOrder =
  | { readonly order: "begin"; readonly settings: ThreadSettings }
  | {
      readonly order: "send";
      readonly jobs: readonly ThreadJob[];
      /** How many may be on the way to the server at a time, from now on. */
      readonly mostInFlight: number;
    }
  | { readonly order: "credentials"; readonly ask: number; readonly answer: CredentialsAnswer }
  /** Ends all that is on its way, and then the thread. */
  | { readonly order: "stop" };

/** Credentials to sign with, by a number of their own; or why there are none. */
export type CredentialsAnswer =
  | { readonly id: number; readonly credentials: Credentials }
  | { readonly error: ErrorData };

/** A thread asks for credentials. */
export interface CredentialsAsk {
  readonly ask: number;
  /** The object that they are for. */
  readonly key: string;
  /** The number of those that S3 called expired. */
  readonly refused?: number;
}

/** What became of a file in a thread, or of one attempt to send it. */
export type FileReport = { readonly id: number } & (
  | { readonly kind: "uploaded"; readonly object: Omit<UploadedObject, "bucket" | "key"> }
  | { readonly kind: "unchanged" }
  /** It is larger by now than what threads send. */
  | { readonly kind: "declined" }
  | { readonly kind: "failed"; readonly error: ErrorData }
  | { readonly kind: "attempt-failed"; readonly error: ErrorData }
);

/** What a thread tells. */
export type ThreadReport =
  /** Told first: only then it is given anything. */
  | { readonly report: "ready" }
  | { readonly report: "files"; readonly files: readonly FileReport[] }
  | ({ readonly report: "ask" } & CredentialsAsk);
