import type { Scope } from "./scope.ts";

/** Headers by their lower-case names. */
export type RequiredHeaders = Readonly<Record<string, string>>;

/**
 * The headers without which a PUT of an object is refused under a scope's conditions. Whoever uploads with the lease must
 * send them, and whoever presigns must sign them.
 */
export function requiredHeaders({ conditions = {}, kmsKeyArn }: Scope): RequiredHeaders {
  const { writeOnce, encryption, storageClass, tags } = conditions;
  const usesKms = encryption !== undefined && encryption !== "AES256" && kmsKeyArn !== undefined;
  return {
    ...(writeOnce === true ? { "if-none-match": "*" } : {}),
    ...(encryption === undefined ? {} : { "x-amz-server-side-encryption": encryption }),
    ...(usesKms ? { "x-amz-server-side-encryption-aws-kms-key-id": kmsKeyArn } : {}),
    ...(storageClass === undefined ? {} : { "x-amz-storage-class": storageClass }),
    ...(tags === undefined ? {} : { "x-amz-tagging": tagging(tags) }),
  };
}

/** As a query, and with spaces in their escaped form: a plus sign is not read as one by everybody. */
function tagging(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join("&");
}
