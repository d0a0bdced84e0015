import type { StoreReader, StoreWriter } from "../../../state/store.ts";
import { Table } from "../../../state/table.ts";
import type { PublicAccessBlock } from "./public-access-block.ts";

const blocks = new Table<PublicAccessBlock>("s3-account-public-access-block");

/** What an account blocks for all of its buckets; `undefined` where it says nothing. */
export function findAccountBlock(reader: StoreReader, accountId: string): PublicAccessBlock | undefined {
  return blocks.get(reader, accountId);
}

export function putAccountBlock(writer: StoreWriter, accountId: string, block: PublicAccessBlock): void {
  blocks.put(writer, [accountId], block);
}

export function removeAccountBlock(writer: StoreWriter, accountId: string): void {
  blocks.remove(writer, accountId);
}
