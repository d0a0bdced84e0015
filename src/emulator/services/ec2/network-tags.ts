import type { OperationContext } from "../../pipeline/service.ts";
import type { Tag } from "../../state/identities.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { Table } from "../../state/table.ts";

/** Tags of the VPC and its subnets, which are kept nowhere else: they follow from account and region. */
const tags = new Table<readonly Tag[]>("ec2-network-tags");

export function networkTags(
  { state, caller }: Pick<OperationContext, "state" | "caller">,
  id: string,
  reader: StoreReader = state.store,
): readonly Tag[] {
  return tags.get(reader, caller.accountId, id) ?? [];
}

export function putNetworkTags(
  writer: StoreWriter,
  accountId: string,
  row: { id: string; tags: readonly Tag[] },
): void {
  tags.put(writer, [accountId, row.id], row.tags);
}
