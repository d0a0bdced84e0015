import { s3Error } from "./errors.ts";
import type { ObjectRecord } from "./objects.ts";

/** Classes whose objects must be restored before their bytes can be read. */
const ARCHIVES: ReadonlySet<string> = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/**
 * Refuses to read an object that is archived. RestoreObject answers 501, so nothing brings one back.
 *
 * @throws AwsError `InvalidObjectState`.
 */
export function refuseArchived(
  { storageClass }: Pick<ObjectRecord, "storageClass">,
  message = "The operation is not valid for the object's storage class",
): void {
  if (ARCHIVES.has(storageClass)) throw s3Error(403, ["InvalidObjectState", message], { StorageClass: storageClass });
}
