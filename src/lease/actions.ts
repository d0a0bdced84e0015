/**
 * What each word of a scope grants on its objects. `upload` is what a client needs for single and multipart uploads
 * alike: without `s3:AbortMultipartUpload` a failed multipart upload would surface as a refused abort instead of its
 * cause. `list` grants nothing on objects: it is an action on the bucket, confined to names by their prefix.
 */
const GRANTS: Readonly<Record<ScopeAction, readonly string[]>> = {
  upload: ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
  acl: ["s3:PutObjectAcl"],
  tagging: ["s3:PutObjectTagging"],
  read: ["s3:GetObject"],
  list: [],
  delete: ["s3:DeleteObject"],
};

/** A word for what a lease may do with its objects. */
export type ScopeAction = "upload" | "acl" | "tagging" | "read" | "list" | "delete";

/** Every word that a scope may hold, in the order in which policies list them. */
export const SCOPE_ACTIONS: readonly ScopeAction[] = Object.keys(GRANTS) as ScopeAction[];

/** What a scope may do unless it says otherwise. */
export const DEFAULT_ACTIONS: readonly ScopeAction[] = ["upload"];

/** Whether a text is a word that a scope may hold. */
export function isScopeAction(text: string): text is ScopeAction {
  return Object.hasOwn(GRANTS, text);
}

/** The IAM actions on objects that the words stand for. */
export function objectActionsOf(actions: readonly ScopeAction[]): readonly string[] {
  return SCOPE_ACTIONS.filter((action) => actions.includes(action)).flatMap((action) => GRANTS[action]);
}
