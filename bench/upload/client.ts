import type { Credentials } from "../auth/signed-requests.ts";
import type { Load } from "./load.ts";
import type { Command } from "./measured-run.ts";

/** Somebody who uploads. */
export interface Client {
  /** With its version. */
  readonly name: string;
  /** The last two are no uploaders: `bound` only sums up and sends the bytes, `bare` only sends them. */
  readonly role: "keylease" | "peer" | "bound" | "bare";
  /** Whether it compares ETags with MD5s, so that a server must compute them. Default: it does not. */
  readonly comparesMd5?: boolean;
  /** The program to run; `undefined` where it has no way of its own to do that work. */
  command(work: Work): Command | undefined;
}

/** One upload. */
export interface Work {
  readonly kind: Load["kind"];
  /** Path of the file, or of the directory. */
  readonly source: string;
  /** http or https. */
  readonly endpoint: string;
  /** Certificate of the authority that a server with TLS is to be trusted by. */
  readonly caFile?: string;
  /** Temporary credentials that may put where the work is to be put. */
  readonly credentials: Credentials;
  /** A role, and a user who may assume it: for who takes credentials of its own. Default: the credentials are used. */
  readonly assume?: { readonly roleArn: string; readonly user: Credentials };
  /** A folder for the client's own files. */
  readonly folder: string;
}

/** Where everything goes. */
export const PLACE = { bucket: "bench", key: "k/object", prefix: "k/files/" } as const;
