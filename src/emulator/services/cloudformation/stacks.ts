import type { Tag } from "../../state/identities.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { Table } from "../../state/table.ts";
import type { ResourceStatus, StackStatus } from "./statuses.ts";
import type { DeletionPolicy } from "./template/model.ts";
import type { StackParameter } from "./template/parameters.ts";
import type { TemplateObject } from "./template/value.ts";

/** What becomes of a stack whose creation fails. */
export type FailureAction = "ROLLBACK" | "DO_NOTHING" | "DELETE";

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

export interface StackRecord {
  readonly accountId: string;
  readonly stackName: string;
  /** `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID`. */
  readonly stackId: string;
  readonly description?: string;
  /** As it was sent. */
  readonly templateBody: string;
  readonly parameters: readonly StackParameter[];
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly onFailure: FailureAction;
  /** The role that the stack is worked on with; absent: whoever asks. */
  readonly roleArn?: string;
  readonly terminationProtection?: boolean;
  /** How long its creation may take. Absent: as long as it takes. */
  readonly timeoutMinutes?: number;
  /** Of the CreateStack call that made the stack. */
  readonly clientRequestToken?: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  readonly outputs: readonly StackOutput[];
  /** Names of the exports that its template imports. */
  readonly imports?: readonly string[];
  readonly createdAt: string;
  /** Of the change set that was carried out last. */
  readonly changeSetId?: string;
  /** When its last update, or the execution of its first change set, began. */
  readonly updatedAt?: string;
  readonly deletedAt?: string;
  readonly eventCount: number;
  /** Milliseconds since the epoch. */
  readonly lastEventAt: number;
}

export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  /** Absent until something has been made. */
  readonly physicalId?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** As the resource was made with them; deleting needs them. May hold parameters that must not be shown. */
  readonly properties: TemplateObject;
  /** The same as JSON, with asterisks for what must not be shown. */
  readonly shownProperties: string;
  /** As JSON. */
  readonly metadata?: string;
  /** Logical ids of the resources that must outlive this one. */
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  readonly updatedAt: string;
}

/** A physical resource that its stack no longer refers to and that is still to be deleted. */
export type LeftoverRecord = Pick<
  ResourceRecord,
  "logicalId" | "type" | "attributes" | "properties" | "shownProperties" | "dependsOn" | "deletionPolicy"
> & { readonly physicalId: string };

/** Which stack, for the tables: the UUID stays when the name is given to another. */
export interface StackKey {
  readonly accountId: string;
  readonly uuid: string;
}

const stacks = new Table<StackRecord>("cfn-stack");
const liveNames = new Table<string>("cfn-stack-name");
const resources = new Table<ResourceRecord>("cfn-resource");
const leftovers = new Table<LeftoverRecord>("cfn-leftover");

export function stackArn(region: string, accountId: string, nameAndUuid: string): string {
  return `arn:aws:cloudformation:${region}:${accountId}:stack/${nameAndUuid}`;
}

export function changeSetArn(region: string, accountId: string, nameAndUuid: string): string {
  return `arn:aws:cloudformation:${region}:${accountId}:changeSet/${nameAndUuid}`;
}

export function stackKey({ accountId, stackId }: Pick<StackRecord, "accountId" | "stackId">): StackKey {
  return { accountId, uuid: stackId.slice(stackId.lastIndexOf("/") + 1) };
}

export function getStack(reader: StoreReader, { accountId, uuid }: StackKey): StackRecord | undefined {
  return stacks.get(reader, accountId, uuid);
}

/** Finds a stack by its name, which deleted stacks have lost, or by its id, which they keep. */
export function findStack(reader: StoreReader, accountId: string, nameOrId: string): StackRecord | undefined {
  if (!nameOrId.startsWith("arn:")) {
    const uuid = liveNames.get(reader, accountId, nameOrId);
    return uuid === undefined ? undefined : stacks.get(reader, accountId, uuid);
  }
  const found = stacks.get(reader, ...Object.values(stackKey({ accountId, stackId: nameOrId })));
  return found?.stackId === nameOrId ? found : undefined;
}

/** All stacks of an account, deleted ones too, newest first. */
export function listStacks(reader: StoreReader, accountId: string): readonly StackRecord[] {
  return [...stacks.rows(reader, { under: [accountId] })]
    .map(([, stack]) => stack)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || a.stackName.localeCompare(b.stackName));
}

/** Keeps a stack. A deleted one gives its name free. */
export function putStack(writer: StoreWriter, stack: StackRecord): void {
  const { accountId, uuid } = stackKey(stack);
  stacks.put(writer, [accountId, uuid], stack);
  if (stack.status !== "DELETE_COMPLETE") liveNames.put(writer, [accountId, stack.stackName], uuid);
  else if (liveNames.get(writer, accountId, stack.stackName) === uuid) {
    liveNames.remove(writer, accountId, stack.stackName);
  }
}

export function getResource(reader: StoreReader, key: StackKey, logicalId: string): ResourceRecord | undefined {
  return resources.get(reader, key.accountId, key.uuid, logicalId);
}

export function putResource(writer: StoreWriter, key: StackKey, resource: ResourceRecord): void {
  resources.put(writer, [key.accountId, key.uuid, resource.logicalId], resource);
}

export function removeResourceRecord(writer: StoreWriter, key: StackKey, logicalId: string): void {
  resources.remove(writer, key.accountId, key.uuid, logicalId);
}

/** Remembers what is to be deleted: at most one for each logical id at a time. */
export function putLeftover(writer: StoreWriter, key: StackKey, leftover: LeftoverRecord): void {
  leftovers.put(writer, [key.accountId, key.uuid, leftover.logicalId], leftover);
}

export function removeLeftover(writer: StoreWriter, key: StackKey, logicalId: string): void {
  leftovers.remove(writer, key.accountId, key.uuid, logicalId);
}

export function listLeftovers(reader: StoreReader, key: StackKey): readonly LeftoverRecord[] {
  return [...leftovers.rows(reader, { under: [key.accountId, key.uuid] })].map(([, leftover]) => leftover);
}

/** A stack's resources by logical id. */
export function listResources(reader: StoreReader, key: StackKey): readonly ResourceRecord[] {
  return [...resources.rows(reader, { under: [key.accountId, key.uuid] })].map(([, resource]) => resource);
}
