import type { OperationContext, Requirement } from "../../pipeline/service.ts";
import type { Tag } from "../../state/identities.ts";

/** What of a request an ARN needs. */
type Place = Pick<OperationContext, "state" | "caller">;

/** The ARN of a resource in the caller's account: `ec2Arn(context, "instance", "*")`. */
export function ec2Arn({ state, caller }: Place, type: string, id: string): string {
  return `arn:aws:ec2:${state.region}:${caller.accountId}:${type}/${id}`;
}

/** The ARN of an image, which has no account, so that one policy fits public images of any owner. */
export function imageArn({ state }: Place, imageId: string): string {
  return `arn:aws:ec2:${state.region}::image/${imageId}`;
}

/** One action on one resource of the caller's account. */
export function requirement(place: Place, asked: Pick<Requirement, "action" | "resource" | "context">): Requirement {
  return { ...asked, resourceAccountId: place.caller.accountId };
}

/** `aws:ResourceTag/K` of a resource, and `ec2:ResourceTag/K`, which EC2 has had for longer. */
export function resourceTagKeys(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(
    tags.flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`ec2:ResourceTag/${key}`, value],
    ]),
  );
}

/** An action on one security group, as a request names it. */
export function groupRequirement(
  place: Place,
  action: string,
  { groupId, tags }: { groupId: string; tags: readonly Tag[] },
): Requirement {
  const resource = ec2Arn(place, "security-group", groupId);
  return requirement(place, { action, resource, context: resourceTagKeys(tags) });
}

/** `aws:RequestTag/K` and `aws:TagKeys` of the tags that a request gives to a new resource. */
export function requestTagKeys(tags: readonly Tag[]): Record<string, string | readonly string[]> {
  if (tags.length === 0) return {};
  const keys = tags.map(({ key, value }): [string, string] => [`aws:RequestTag/${key}`, value]);
  return { ...Object.fromEntries(keys), "aws:TagKeys": tags.map(({ key }) => key) };
}

/** Tags given at creation need a permission of their own: CreateTags on what is created. */
export function tagOnCreate(
  place: Place,
  { tags, resource, operation }: { tags: readonly Tag[]; resource: string; operation: string },
): readonly Requirement[] {
  if (tags.length === 0) return [];
  const context = { "ec2:CreateAction": operation, ...requestTagKeys(tags) };
  return [requirement(place, { action: "ec2:CreateTags", resource, context })];
}
