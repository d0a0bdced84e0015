import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { type KeyPairRecord, listKeyPairs } from "../key-pairs.ts";
import { requirement } from "../resources.ts";
import { type TagItem, tagSet } from "../tags.ts";

export interface KeyPairItem {
  readonly keyPairId: string;
  readonly keyName: string;
  readonly keyType: string;
  readonly keyFingerprint: string;
  readonly createTime: Date;
  readonly publicKey?: string;
  readonly tagSet?: readonly TagItem[];
}

export interface DescribeKeyPairsResult {
  readonly keySet: readonly KeyPairItem[];
}

const FILTERS: FilterTable<KeyPairRecord> = {
  "key-name": ({ keyName }) => [keyName],
  "key-pair-id": ({ keyPairId }) => [keyPairId],
  fingerprint: ({ fingerprint }) => [fingerprint],
};

/** Shows key pairs, all or those that are named. */
export const describeKeyPairs: Operation = ec2Operation({
  name: "DescribeKeyPairs",
  errors: ["InvalidKeyPair.NotFound", "InvalidParameterValue"],
  parse: (params) => ({
    keyNames: params.list("KeyName"),
    keyPairIds: params.list("KeyPairId"),
    includePublicKey: params.boolean("IncludePublicKey") ?? false,
    filters: readFilters(params),
  }),
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeKeyPairs", resource: "*" })],
  run({ keyNames, keyPairIds, includePublicKey, filters }, { state, caller }): DescribeKeyPairsResult {
    const all = listKeyPairs(state.store, caller.accountId);
    const named = [
      ...keyNames.map((name) => chosen(all, name, ({ keyName }) => keyName)),
      ...keyPairIds.map((id) => chosen(all, id, ({ keyPairId }) => keyPairId)),
    ];
    const shown = applyFilters(named.length === 0 ? all : named, filters, FILTERS);
    return { keySet: shown.map((pair) => keyPairItem(pair, includePublicKey)) };
  },
});

function chosen(pairs: readonly KeyPairRecord[], text: string, nameOf: (pair: KeyPairRecord) => string): KeyPairRecord {
  const pair = pairs.find((candidate) => nameOf(candidate) === text);
  if (pair === undefined) throw ec2Errors.keyPairNotFound(text);
  return pair;
}

function keyPairItem(pair: KeyPairRecord, includePublicKey: boolean): KeyPairItem {
  return {
    keyPairId: pair.keyPairId,
    keyName: pair.keyName,
    keyType: pair.keyType,
    keyFingerprint: pair.fingerprint,
    createTime: new Date(pair.createdAt),
    ...(includePublicKey ? { publicKey: pair.publicKey } : {}),
    ...tagSet(pair.tags),
  };
}
