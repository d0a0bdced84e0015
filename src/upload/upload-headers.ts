import { KeyleaseError } from "../core/index.ts";
import { requiredHeaders, type Scope } from "../lease/index.ts";
import { type ObjectSettings, objectHeaders } from "./object-headers.ts";

/** The headers of each request that makes an object, by their lower-case names. */
export interface UploadHeaders {
  /** Of one PUT. */
  readonly put: Readonly<Record<string, string>>;
  /** Of the request that begins an upload in parts. */
  readonly create: Readonly<Record<string, string>>;
  /** Of the request that completes it: whether the object may be written is decided then. */
  readonly complete: Readonly<Record<string, string>>;
  /** Whether the lease demands headers that parts cannot carry, so that only one PUT is allowed. */
  readonly inOnePut: boolean;
}

/**
 * What an object is to be, with what the lease demands besides. Where both speak of the same, the caller's word is sent, and
 * S3 refuses it if it breaks the lease's condition.
 *
 * @throws KeyleaseError `ArgumentInvalid`, as `objectHeaders`.
 */
export function uploadHeaders(scope: Scope, settings: ObjectSettings): UploadHeaders {
  const put = { ...requiredHeaders(scope), ...objectHeaders(settings) };
  const { "if-none-match": ifNoneMatch, ...create } = put as Record<string, string>;
  const { encryption, storageClass, tags } = scope.conditions ?? {};
  return {
    put,
    create,
    complete: ifNoneMatch === undefined ? {} : { "if-none-match": ifNoneMatch },
    inOnePut: encryption !== undefined || storageClass !== undefined || tags !== undefined,
  };
}

/** The lease allows one PUT alone, and the bytes do not fit into it. */
export function refuseParts(): KeyleaseError {
  return new KeyleaseError(
    "ArgumentInvalid",
    "the lease's conditions allow one PUT alone, and this is too large for it",
    {
      hint: "Take a lease without a condition on encryption, storage class or tags, and give them with the upload.",
    },
  );
}
