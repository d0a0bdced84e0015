import type { Placed } from "../document.ts";
import { expandAction, serviceOf } from "../expand.ts";
import type { Draft } from "../finding.ts";
import { nearest } from "../nearest.ts";
import type { Rule, RuleContext } from "../rule.ts";

/** Operations of S3's that people take for actions, and the actions that they need. */
const NEEDED_BY: Readonly<Record<string, string>> = {
  "s3:completemultipartupload": "s3:PutObject",
  "s3:copyobject": "s3:GetObject on the source and s3:PutObject on the target",
  "s3:createmultipartupload": "s3:PutObject",
  "s3:deleteobjects": "s3:DeleteObject",
  "s3:headbucket": "s3:ListBucket",
  "s3:headobject": "s3:GetObject",
  "s3:listbuckets": "s3:ListAllMyBuckets",
  "s3:listmultipartuploads": "s3:ListBucketMultipartUploads",
  "s3:listobjects": "s3:ListBucket",
  "s3:listobjectsv2": "s3:ListBucket",
  "s3:listobjectversions": "s3:ListBucketVersions",
  "s3:listparts": "s3:ListMultipartUploadParts",
  "s3:uploadpart": "s3:PutObject",
  "s3:uploadpartcopy": "s3:GetObject on the source and s3:PutObject on the target",
};

/** Services, actions and wildcards that the table has nothing for. */
export const unknownAction: Rule = (statement, context) =>
  statement.actions.flatMap((action, i) => {
    if (serviceOf(action.text) === "*" || expandAction(statement, i, context.table).length > 0) return [];
    return [judge(action, context)];
  });

function judge({ text, pointer }: Placed, { table }: RuleContext): Draft {
  const prefix = serviceOf(text);
  const service = table.service(prefix);
  if (service === undefined) {
    const meant = nearest(prefix, table.services, 2);
    const hint =
      meant === undefined ? "See the service authorization reference for prefixes." : `Did you mean \`${meant}\`?`;
    return { code: "UnknownService", pointer, message: `no service has the prefix \`${prefix}\``, hint };
  }
  if (/[*?]/.test(text)) {
    const hint = "It grants and denies nothing: correct it or leave it out.";
    return { code: "ActionMatchesNothing", pointer, message: `\`${text}\` matches no action of ${prefix}`, hint };
  }
  return {
    code: "UnknownAction",
    pointer,
    message: `${prefix} has no action \`${text}\``,
    hint: meantBy(text, service.actions.values()),
  };
}

function meantBy(text: string, actions: Iterable<{ readonly name: string }>): string {
  const needed = NEEDED_BY[text.toLowerCase()];
  if (needed !== undefined) return `It is an operation, not an action: it needs ${needed}.`;
  const meant = nearest(
    text,
    [...actions].map(({ name }) => name),
  );
  return meant === undefined
    ? "It grants and denies nothing: correct it or leave it out."
    : `Did you mean \`${meant}\`?`;
}
