import type { Tag } from "../../state/identities.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { Table } from "../../state/table.ts";
import type { ResourceChange } from "./resource-changes.ts";
import { type FailureAction, getStack, type StackKey } from "./stacks.ts";
import type { StackParameter } from "./template/parameters.ts";

export type ExecutionStatus =
  | "AVAILABLE"
  | "UNAVAILABLE"
  | "OBSOLETE"
  | "EXECUTE_IN_PROGRESS"
  | "EXECUTE_COMPLETE"
  | "EXECUTE_FAILED";

/** A change that was asked for and may be made. */
export interface ChangeSetRecord {
  readonly accountId: string;
  /** `arn:aws:cloudformation:REGION:ACCOUNT:changeSet/NAME/UUID`. */
  readonly changeSetId: string;
  readonly changeSetName: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly type: "CREATE" | "UPDATE";
  readonly description?: string;
  readonly roleArn?: string;
  readonly templateBody: string;
  readonly parameters: readonly StackParameter[];
  readonly capabilities: readonly string[];
  /** Those that the stack will have. */
  readonly tags: readonly Tag[];
  /** Of a stack that is to be made. */
  readonly onFailure?: FailureAction;
  readonly includeNestedStacks: boolean;
  readonly clientToken?: string;
  readonly status: "CREATE_COMPLETE" | "FAILED";
  readonly statusReason?: string;
  readonly executionStatus: ExecutionStatus;
  readonly changes: readonly ResourceChange[];
  readonly createdAt: string;
}

const changeSets = new Table<ChangeSetRecord>("cfn-change-set");

const uuidOf = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

export function putChangeSet(writer: StoreWriter, record: ChangeSetRecord): void {
  changeSets.put(writer, [record.accountId, uuidOf(record.stackId), uuidOf(record.changeSetId)], record);
}

export function removeChangeSet(writer: StoreWriter, { accountId, stackId, changeSetId }: ChangeSetRecord): void {
  changeSets.remove(writer, accountId, uuidOf(stackId), uuidOf(changeSetId));
}

/** A stack's change sets, oldest first. */
export function listChangeSets(reader: StoreReader, { accountId, uuid }: StackKey): readonly ChangeSetRecord[] {
  return [...changeSets.rows(reader, { under: [accountId, uuid] })]
    .map(([, record]) => concluded(reader, record))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** The change set of that id, whatever stack it is for. */
export function findChangeSet(reader: StoreReader, accountId: string, arn: string): ChangeSetRecord | undefined {
  for (const [, record] of changeSets.rows(reader, { under: [accountId] })) {
    if (record.changeSetId === arn) return concluded(reader, record);
  }
  return undefined;
}

/** The stack changes by another way: what was computed for it does not hold any more. */
export function obsoleteChangeSets(writer: StoreWriter, key: StackKey, except?: string): void {
  for (const record of listChangeSets(writer, key)) {
    if (record.executionStatus !== "AVAILABLE" || record.changeSetId === except) continue;
    putChangeSet(writer, { ...record, executionStatus: "OBSOLETE" });
  }
}

/** Keeps how an execution ended, as the stack tells it. */
export function concludeChangeSet(writer: StoreWriter, { accountId, changeSetId }: ChangeSetRecord): void {
  const record = findChangeSet(writer, accountId, changeSetId);
  if (record !== undefined) putChangeSet(writer, record);
}

/** An execution has ended as soon as its stack has come to rest, though that may not be written down yet. */
function concluded(reader: StoreReader, record: ChangeSetRecord): ChangeSetRecord {
  if (record.executionStatus !== "EXECUTE_IN_PROGRESS") return record;
  const status = getStack(reader, { accountId: record.accountId, uuid: uuidOf(record.stackId) })?.status;
  if (status?.endsWith("_IN_PROGRESS") === true) return record;
  const isDone = status === "CREATE_COMPLETE" || status === "UPDATE_COMPLETE";
  return { ...record, executionStatus: isDone ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED" };
}
