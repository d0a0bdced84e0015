import { children, childText, withAttributes, type XmlElement, type XmlValue } from "../../../../wire/index.ts";
import type { StoreReader } from "../../../state/store.ts";
import { malformedAcl } from "../errors.ts";
import { canonicalIdOf, type Grant, type Grantee, PERMISSIONS, type Permission } from "./grants.ts";
import { accountGrantee, emailUnsupported, groupGrantee } from "./header-grants.ts";

const XSI = "http://www.w3.org/2001/XMLSchema-instance";
/** AWS takes no more grants in one ACL. */
const MAX_GRANTS = 100;

/** Writes an `AccessControlPolicy`'s content. */
export function aclContent(reader: StoreReader, ownerAccountId: string, grants: readonly Grant[]): XmlValue {
  return {
    Owner: { ID: canonicalIdOf(reader, ownerAccountId) },
    AccessControlList: {
      Grant: grants.map(({ grantee, permission }) => ({
        Grantee: granteeContent(reader, grantee),
        Permission: permission,
      })),
    },
  };
}

function granteeContent(reader: StoreReader, grantee: Grantee): XmlValue {
  const [type, content] =
    "group" in grantee
      ? ["Group", { URI: grantee.group }]
      : ["CanonicalUser", { ID: canonicalIdOf(reader, grantee.accountId) }];
  return withAttributes({ "xmlns:xsi": XSI, "xsi:type": type as string }, content as XmlValue);
}

/**
 * Reads an `AccessControlPolicy` of `ownerAccountId`'s bucket or object.
 *
 * @throws AwsError `MalformedACLError`; `InvalidArgument` where an id or a group does not exist.
 */
export function readAcl(root: XmlElement, reader: StoreReader, ownerAccountId: string): readonly Grant[] {
  const [owner] = children(root, "Owner");
  const lists = children(root, "AccessControlList");
  const ownerId = owner === undefined ? undefined : childText(owner, "ID");
  if (root.name !== "AccessControlPolicy" || ownerId === undefined || lists.length !== 1) throw malformedAcl();
  const entries = children(lists[0] as XmlElement, "Grant");
  if (entries.length > MAX_GRANTS) throw malformedAcl();
  const grants = entries.map((entry) => readGrant(entry, reader));
  if (ownerId !== canonicalIdOf(reader, ownerAccountId)) accountGrantee(reader, ownerId, "CanonicalUser/ID");
  return grants;
}

function readGrant(entry: XmlElement, reader: StoreReader): Grant {
  const permission = childText(entry, "Permission");
  const [grantee] = children(entry, "Grantee");
  if (grantee === undefined || !isPermission(permission)) throw malformedAcl();
  return { grantee: readGrantee(grantee, reader), permission };
}

function isPermission(text: string | undefined): text is Permission {
  return PERMISSIONS.some((known) => known === text);
}

function readGrantee(element: XmlElement, reader: StoreReader): Grantee {
  const id = childText(element, "ID");
  const uri = childText(element, "URI");
  switch (granteeType(element)) {
    case "CanonicalUser":
      if (id === undefined) throw malformedAcl();
      return accountGrantee(reader, id, "CanonicalUser/ID");
    case "Group":
      if (uri === undefined) throw malformedAcl();
      return groupGrantee(uri, "Group/URI");
    case "AmazonCustomerByEmail":
      throw emailUnsupported();
    default:
      throw malformedAcl();
  }
}

/** `xsi:type`, whatever prefix the document gave the namespace. */
function granteeType({ attributes }: XmlElement): string | undefined {
  const [, type] = Object.entries(attributes).find(([name]) => name === "type" || name.endsWith(":type")) ?? [];
  return type;
}
