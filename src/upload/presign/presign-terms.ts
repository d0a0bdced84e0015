import { type Clock, KeyleaseError, systemClock } from "../../core/index.ts";
import { checkAlive, checkCovers, type EndpointVariant, type Lease, onlyObject } from "../../lease/index.ts";

/** What every presigned form of a lease is made with. */
export interface PresignOptions extends EndpointVariant {
  /** Which object, where the lease is for several. Default: the one that it is for. */
  readonly target?: { readonly bucket: string; readonly key: string };
  /** 1 to what is left of the lease, in whole seconds. Default: all that is left of it. */
  readonly expiresSeconds?: number;
  /** `Content-Type` that the upload must state. Default: a PUT may state any, a form none. */
  readonly contentType?: string;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** An object, and from when until when it may be uploaded. */
export interface PresignTerms {
  readonly bucket: string;
  readonly key: string;
  readonly signedAt: Date;
  readonly expiresSeconds: number;
  readonly expiresAt: Date;
}

/** The longest life of a presigned request (SigV4, `X-Amz-Expires`): seven days. */
const MOST_SECONDS = 604_800;

/**
 * Decides for what and how long a lease is presigned. S3 takes nothing that was signed by a session which is over, so
 * that to state more time than the session has would be a promise that nobody keeps.
 *
 * @throws KeyleaseError `LeaseExpired`, `LeaseScopeExceeded`; `ArgumentInvalid` for a time that cannot be, and where the
 *   lease is for several objects and none was named.
 */
export function presignTerms(lease: Lease, options: PresignOptions): PresignTerms {
  const clock = options.clock ?? systemClock;
  checkAlive(lease, clock);
  const { bucket, key } = options.target ?? onlyObject(lease);
  checkCovers(lease, { bucket, key, actions: ["upload"] });
  // SigV4 states times in whole seconds: a part of one would be cut off at both ends.
  const signedAt = new Date(Math.floor(clock.now().getTime() / 1000) * 1000);
  const left = Math.min(MOST_SECONDS, Math.floor((lease.credentials.expiration.getTime() - signedAt.getTime()) / 1000));
  const expiresSeconds = options.expiresSeconds ?? left;
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > left) {
    throw new KeyleaseError(
      "ArgumentInvalid",
      `\`${expiresSeconds}\` seconds are more than the lease has, or too few`,
      {
        hint: `Choose 1 to ${left} seconds, or take a longer lease.`,
        facts: { leaseId: lease.id, secondsLeft: left },
      },
    );
  }
  return { bucket, key, signedAt, expiresSeconds, expiresAt: new Date(signedAt.getTime() + expiresSeconds * 1000) };
}
