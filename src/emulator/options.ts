import type { Clock, Logger, Random } from "../core/index.ts";
import { EmulatorStartError } from "./errors.ts";
import type { RequestRecord } from "./pipeline/decisions.ts";
import type { AccessKey } from "./state/accounts.ts";
import type { OidcKeySet } from "./state/issuer-keys.ts";

/** How user data is run. */
export type InstanceMode =
  /** In a bubblewrap sandbox; an instance whose sandbox cannot start runs nothing. */
  | "bubblewrap"
  /** As a plain process with the rights of whoever started the emulator: only for templates that are one's own. */
  | "process"
  /** Not at all: instances are only recorded. */
  | "none";

/** How S3 makes buckets whose request says nothing of ownership: as of today, or as in 2014. */
export type BucketDefaults =
  /** ACLs are off and public access is blocked, as S3 has it since April 2023. */
  | "today"
  /** ACLs count, object writers own what they write, and nothing public is blocked. */
  | "2014";

/** What an instance finds on its disk. */
export interface InstanceImage {
  /** Directories that come first on the user data's PATH, such as one that holds `keylease`. */
  readonly path: readonly string[];
  /** Files and directories that the sandbox must see besides the system's own, read-only. */
  readonly readable: readonly string[];
  /** Directory whose content is laid over the system's own root. Default: none. */
  readonly rootfs?: string;
}

export interface EmulatorOptions {
  /** Address to listen on. Default: `127.0.0.1`. */
  readonly host?: string;
  /** Port, 0 to 65535; 0 takes a free one. Default: 0. */
  readonly port?: number;
  /** Directory that keeps the state. Default: memory only. */
  readonly dataDirectory?: string;
  /**
   * Whether a write to the data directory is on the disk before it is acknowledged. Without it a test is faster, and a
   * machine that stops may lose or break everything; a process that is killed still loses nothing. Default: true.
   */
  readonly fsync?: boolean;
  /** Default: `us-east-1`. */
  readonly region?: string;
  /** Account ids of 12 digits, at least one. Default: `["000000000000"]`. */
  readonly accountIds?: readonly string[];
  /** Root keys to use instead of random ones, by account id. */
  readonly rootKeys?: Readonly<Record<string, AccessKey>>;
  /** Token of the control interface. Default: random. */
  readonly controlToken?: string;
  /** Host names to serve besides loopback's and AWS's own. Default: none. */
  readonly extraHosts?: readonly string[];
  /**
   * Public keys of identity providers, by issuer, so that their tokens are verified without asking the issuer. Default:
   * none; every issuer is asked.
   */
  readonly oidcKeySets?: Readonly<Record<string, OidcKeySet>>;
  /** Default: `today`. Buckets that are there already keep what they have. */
  readonly bucketDefaults?: BucketDefaults;
  /** Default: `none`. */
  readonly instanceMode?: InstanceMode;
  /** What is on the disk of the built-in Amazon Linux images. Default: nothing besides the system. */
  readonly instanceImage?: InstanceImage;
  /**
   * More images, by image id (`ami-` and 8 or 17 hex digits): a directory each, with `rootfs/`, which is laid over the
   * built-in image, and `image.json`. Default: none.
   */
  readonly instanceImages?: Readonly<Record<string, string>>;
  /** Told of every request when its answer is known. Default: nobody. */
  readonly onRequest?: (record: RequestRecord) => void;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly signal?: AbortSignal;
}

/**
 * Checks what types cannot.
 *
 * @throws EmulatorStartError `EmulatorStartFailed`.
 */
export function checkOptions(options: EmulatorOptions): void {
  const { port = 0, region = "us-east-1", accountIds = ["000000000000"] } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new EmulatorStartError(`\`${port}\` is not a port`, "Give a number from 0 to 65535; 0 takes a free port.");
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new EmulatorStartError(`\`${region}\` is not a region`, "Give an AWS region such as ap-northeast-1.");
  }
  const { bucketDefaults = "today" } = options;
  if (bucketDefaults !== "today" && bucketDefaults !== "2014") {
    throw new EmulatorStartError(
      `\`${bucketDefaults}\` are no defaults of buckets`,
      "Give today or 2014: how new buckets are made.",
    );
  }
  for (const accountId of accountIds) {
    if (!/^\d{12}$/.test(accountId)) {
      throw new EmulatorStartError(`\`${accountId}\` is not an account id`, "An account id has 12 digits.");
    }
  }
  for (const issuer of Object.keys(options.oidcKeySets ?? {})) {
    if (!/^https?:\/\/[^/?#]+[^?#]*$/.test(issuer)) {
      throw new EmulatorStartError(
        `\`${issuer}\` is not an issuer`,
        "Give the URL that its tokens have in `iss`, such as https://idp.example.com.",
      );
    }
  }
  if (accountIds.length === 0) throw new EmulatorStartError("no account was given", "Give at least one account id.");
}
