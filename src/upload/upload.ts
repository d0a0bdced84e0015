import { systemClock } from "../core/index.ts";
import { checkAlive, checkCovers, type Lease, onlyObject, requiredHeaders } from "../lease/index.ts";
import { putObject, type TransferOptions, type UploadedObject } from "./put-object.ts";

/** Options of {@link upload}. */
export interface UploadOptions extends TransferOptions {
  /** The object that is meant. Default: the lease's own, where it is for one alone. */
  readonly target?: { readonly bucket: string; readonly key: string };
}

/**
 * Uploads a file with a lease.
 *
 * @param file Path of a regular file of at most 5 GiB.
 * @throws KeyleaseError `LeaseExpired`, `LeaseScopeExceeded` and, where the lease is for several objects and none was named,
 *   `ArgumentInvalid` before any call, and as `putObject`. An abort rejects
 *   with the signal's reason.
 */
export async function upload(file: string, lease: Lease, options: UploadOptions = {}): Promise<UploadedObject> {
  const { target, ...transfer } = options;
  const { bucket, key } = target ?? onlyObject(lease);
  checkAlive(lease, options.clock ?? systemClock);
  checkCovers(lease, { bucket, key, actions: options.acl === undefined ? ["upload"] : ["upload", "acl"] });
  return putObject({
    ...transfer,
    file,
    bucket,
    key,
    region: lease.region,
    headers: requiredHeaders(lease.scope),
    credentials: lease.credentials,
    ...(lease.endpoints.s3 === undefined ? {} : { endpoint: lease.endpoints.s3 }),
  });
}
