import { tryParseArn } from "../core/index.ts";

/** Actions on what is yet to be made, or that are given ARNs: IAM names these by the ARN. */
const NAMED_BY_ARN =
  /^iam:(Create(User|Role|Group|InstanceProfile)|PassRole|SimulatePrincipalPolicy|GetContextKeysForPrincipalPolicy|(Tag|Untag)(User|Role|InstanceProfile))$/i;

/** Lists have no resource; IAM names the path that they are below. */
const LISTS: Readonly<Record<string, string>> = {
  "iam:listgroups": "group/",
  "iam:listinstanceprofiles": "instance-profile/",
  "iam:listroles": "role/",
  "iam:listusers": "user/",
};

/**
 * What IAM's denials call the resource of an action: `user ann`, `role uploader`, `policy arn:…`, and the ARN for the
 * rest. From answers of 2022 to 2025 that people quote in public; that of tagging is not among them.
 */
export function iamResourceText(action: string, resource: string, accountId: string | undefined): string {
  const lower = action.toLowerCase();
  if (resource === "*") {
    if (lower === "iam:listpolicies") return "policy path /";
    const list = LISTS[lower];
    return list === undefined || accountId === undefined ? "*" : `arn:aws:iam::${accountId}:${list}`;
  }
  if (NAMED_BY_ARN.test(action)) return resource;
  const [type = "", ...path] = tryParseArn(resource)?.resource.split("/") ?? [];
  const name = path.at(-1) ?? "";
  switch (type) {
    case "user":
    case "role":
    case "group":
      return `${type} ${name}`;
    case "instance-profile":
      return `instance profile ${name}`;
    case "policy":
      return `policy ${lower === "iam:createpolicy" ? name : resource}`;
    default:
      return resource;
  }
}
