import type { XmlObject } from "../../../../wire/index.ts";
import type { Caller } from "../../../state/caller.ts";
import type { StoreReader } from "../../../state/store.ts";
import { canonicalIdOf } from "../acl/grants.ts";
import type { BucketRecord } from "../buckets.ts";
import type { Initiator, UploadRecord } from "./uploads.ts";

/** Who initiates an upload: an account, or a user or session by its ARN. */
export function initiatorOf({ accountId, arn }: Caller): Initiator {
  if (arn === "" || arn.endsWith(":root")) return { accountId };
  const name = arn.slice(arn.lastIndexOf(":") + 1);
  const displayName = name.replace(/^user\/(?:.*\/)?/, "").replace(/^assumed-role\//, "");
  return { accountId, arn, displayName };
}

/** `Initiator` and `Owner` of an upload in listings. */
export function uploadParties(reader: StoreReader, bucket: BucketRecord, upload: UploadRecord): XmlObject {
  const { accountId, arn, displayName } = upload.initiator;
  const owner = bucket.ownership === "BucketOwnerEnforced" ? bucket.accountId : upload.facts.writerAccountId;
  return {
    Initiator: { ID: arn ?? canonicalIdOf(reader, accountId), DisplayName: displayName },
    Owner: { ID: canonicalIdOf(reader, owner) },
  };
}
