import type { OperationContext } from "../../pipeline/service.ts";
import type { Tag } from "../../state/identities.ts";
import { findInstance, isVisible, listInstances, putInstance } from "../../state/instances.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { defaultNetwork } from "./default-network.ts";
import { ec2Errors } from "./errors.ts";
import { isId } from "./ids.ts";
import { listKeyPairs, putKeyPair } from "./key-pairs.ts";
import { networkTags, putNetworkTags } from "./network-tags.ts";
import { listGroups, putGroup } from "./security-groups.ts";

/** Something of the caller's that has tags, or could have. */
export interface TaggedResource {
  readonly resourceId: string;
  readonly resourceType: "instance" | "key-pair" | "security-group" | "subnet" | "vpc";
  /** What stands behind the type in the resource's ARN: key pairs are named there. */
  readonly arnId: string;
  readonly tags: readonly Tag[];
  put(writer: StoreWriter, tags: readonly Tag[]): void;
}

/** One kind of what can be tagged. */
interface Kind {
  readonly type: TaggedResource["resourceType"];
  readonly prefix: string;
  find(id: string, context: OperationContext, reader: StoreReader): TaggedResource | undefined;
  ids(context: OperationContext, reader: StoreReader): readonly string[];
  notFound(id: string): Error;
}

const instance: Kind = {
  type: "instance",
  prefix: "i",
  find(id, { state, caller }, reader) {
    const found = findInstance(reader, caller.accountId, id);
    if (found === undefined || !isVisible(found, state.clock.now())) return undefined;
    const put = (writer: StoreWriter, tags: readonly Tag[]) => putInstance(writer, { ...found, tags });
    return { resourceId: id, resourceType: "instance", arnId: id, tags: found.tags, put };
  },
  ids: ({ caller }, reader) => listInstances(reader, caller.accountId).map(({ instanceId }) => instanceId),
  notFound: (id) => ec2Errors.instanceNotFound([id]),
};

const keyPair: Kind = {
  type: "key-pair",
  prefix: "key",
  find(id, { caller }, reader) {
    const found = listKeyPairs(reader, caller.accountId).find(({ keyPairId }) => keyPairId === id);
    if (found === undefined) return undefined;
    const put = (writer: StoreWriter, tags: readonly Tag[]) => putKeyPair(writer, { ...found, tags });
    return { resourceId: id, resourceType: "key-pair", arnId: found.keyName, tags: found.tags, put };
  },
  ids: ({ caller }, reader) => listKeyPairs(reader, caller.accountId).map(({ keyPairId }) => keyPairId),
  notFound: (id) => ec2Errors.keyPairNotFound(id),
};

const securityGroup: Kind = {
  type: "security-group",
  prefix: "sg",
  find(id, context, reader) {
    const found = listGroups(context, reader).find(({ groupId }) => groupId === id);
    if (found === undefined) return undefined;
    const put = (writer: StoreWriter, tags: readonly Tag[]) => putGroup(writer, { ...found, tags });
    return { resourceId: id, resourceType: "security-group", arnId: id, tags: found.tags, put };
  },
  ids: (context, reader) => listGroups(context, reader).map(({ groupId }) => groupId),
  notFound: (id) => ec2Errors.groupNotFound(id),
};

const networkKind = (
  type: "subnet" | "vpc",
  { ids, notFound }: { ids(context: OperationContext): readonly string[]; notFound(id: string): Error },
): Kind => ({
  type,
  prefix: type,
  find(id, context, reader) {
    if (!ids(context).includes(id)) return undefined;
    const { accountId } = context.caller;
    const put = (writer: StoreWriter, tags: readonly Tag[]) => putNetworkTags(writer, accountId, { id, tags });
    return { resourceId: id, resourceType: type, arnId: id, tags: networkTags(context, id, reader), put };
  },
  ids,
  notFound,
});

const KINDS: readonly Kind[] = [
  instance,
  keyPair,
  securityGroup,
  networkKind("subnet", {
    ids: (context) => defaultNetwork(context).subnets.map(({ subnetId }) => subnetId),
    notFound: ec2Errors.subnetNotFound,
  }),
  networkKind("vpc", { ids: (context) => [defaultNetwork(context).vpcId], notFound: ec2Errors.vpcNotFound }),
];

/**
 * Checks the ids of resources that are to be tagged.
 *
 * @throws AwsError `InvalidID` for what is no id, `NotImplemented` for a kind that has no tags here.
 */
export function checkTaggedIds(operation: string, ids: readonly string[]): void {
  for (const id of ids) {
    const kind = kindOf(id);
    if (kind !== undefined && isId(id, kind.prefix)) continue;
    const prefix = /^([a-z-]+)-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.exec(id)?.[1];
    if (kind === undefined && prefix !== undefined)
      throw ec2Errors.notEmulated(operation, `resources named ${prefix}-`);
    throw ec2Errors.coded("InvalidID", `The ID '${id}' is not valid`);
  }
}

/** The resource, or `undefined` where the caller has none of that id. */
export function findTagged(id: string, context: OperationContext, reader: StoreReader): TaggedResource | undefined {
  return kindOf(id)?.find(id, context, reader);
}

/** @throws AwsError that of the kind, such as `InvalidInstanceID.NotFound`. */
export function requireTagged(id: string, context: OperationContext, reader: StoreReader): TaggedResource {
  const found = findTagged(id, context, reader);
  if (found !== undefined) return found;
  throw kindOf(id)?.notFound(id) ?? ec2Errors.coded("InvalidID", `The ID '${id}' is not valid`);
}

/** The resource's type and what an ARN names it by, whether it exists or not. */
export function taggedName(id: string, context: OperationContext): { readonly type: string; readonly arnId: string } {
  const arnId = findTagged(id, context, context.state.store)?.arnId ?? id;
  return { type: kindOf(id)?.type ?? "*", arnId };
}

/** All of the caller's resources that can be tagged. */
export function listTagged(context: OperationContext, reader: StoreReader): readonly TaggedResource[] {
  return KINDS.flatMap((kind) =>
    kind.ids(context, reader).flatMap((id) => {
      const found = kind.find(id, context, reader);
      return found === undefined ? [] : [found];
    }),
  );
}

function kindOf(id: string): Kind | undefined {
  return KINDS.find(({ prefix }) => id.startsWith(`${prefix}-`));
}
