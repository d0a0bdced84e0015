/**
 * What each word of a scope grants. `upload` is what a client needs for single and multipart uploads alike:
 * without `s3:AbortMultipartUpload` a failed multipart upload would surface as a refused abort instead of its cause.
 */
const GRANTS = {
  upload: ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
  acl: ["s3:PutObjectAcl"],
  tagging: ["s3:PutObjectTagging"],
  read: ["s3:GetObject"],
  delete: ["s3:DeleteObject"],
} as const;

/** A word for what a lease may do with its object. */
export type ScopeAction = keyof typeof GRANTS;

/** Every word that a scope may hold, in the order in which policies list them. */
export const SCOPE_ACTIONS: readonly ScopeAction[] = Object.keys(GRANTS) as ScopeAction[];

/** What a scope may do unless it says otherwise. */
export const DEFAULT_ACTIONS: readonly ScopeAction[] = ["upload"];

/** Whether a text is a word that a scope may hold. */
export function isScopeAction(text: string): text is ScopeAction {
  return Object.hasOwn(GRANTS, text);
}

/** The IAM actions that the words stand for. */
export function iamActionsOf(actions: readonly ScopeAction[]): readonly string[] {
  return SCOPE_ACTIONS.filter((action) => actions.includes(action)).flatMap((action) => GRANTS[action]);
}
