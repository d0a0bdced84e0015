import type { Operation } from "../../../pipeline/service.ts";
import { bindPrincipals, showPrincipals, UnknownPrincipalError } from "../../../state/principals.ts";
import type { StoreReader } from "../../../state/store.ts";
import { policyOperation } from "../bucket-policy/policy-operation.ts";
import type { BucketPolicyRecord } from "../buckets.ts";
import { bucketError } from "../errors.ts";

/** Shows a bucket's policy, byte for byte, as long as those whom it names are still the same. */
export const getBucketPolicy: Operation = policyOperation({
  name: "GetBucketPolicy",
  errors: ["NoSuchBucketPolicy"],
  run({ name, policy }, { state }) {
    if (policy === undefined) {
      throw bucketError(404, "NoSuchBucketPolicy", { message: "The bucket policy does not exist", bucket: name });
    }
    return { status: 200, headers: { "content-type": "application/json" }, body: shownText(state.store, policy) };
  },
});

/** A principal that was deleted reads back as its unique id, even where a namesake has been made since. */
function shownText(reader: StoreReader, { text, boundText }: BucketPolicyRecord): string {
  try {
    if (bindPrincipals(reader, text) === boundText) return text;
  } catch (error) {
    if (!(error instanceof UnknownPrincipalError)) throw error;
  }
  return showPrincipals(reader, boundText);
}
