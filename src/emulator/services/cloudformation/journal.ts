import type { EmulatorState } from "../../state/state.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { type EventRecord, putEvent } from "./events.ts";
import { newUuid } from "./physical-ids.ts";
import {
  getResource,
  getStack,
  type LeftoverRecord,
  putResource,
  putStack,
  type ResourceRecord,
  type StackKey,
  type StackRecord,
  stackKey,
} from "./stacks.ts";
import { mayFollow, type ResourceStatus, type StackStatus } from "./statuses.ts";

/** What a stack comes to. */
export interface StackChange {
  readonly status: StackStatus;
  readonly reason?: string;
  /** What else of the stack changes with it. */
  readonly set?: { readonly [K in keyof StackContent]?: StackContent[K] | undefined };
}

/** What an update changes of a stack. */
export type StackContent = Pick<
  StackRecord,
  | "templateBody"
  | "description"
  | "parameters"
  | "capabilities"
  | "tags"
  | "outputs"
  | "imports"
  | "updatedAt"
  | "changeSetId"
  | "roleArn"
  | "terminationProtection"
  | "onFailure"
  | "clientRequestToken"
>;

/** What a resource comes to. What is absent stays as it was; the reason does not. */
export interface ResourceChange {
  readonly status: ResourceStatus;
  readonly reason?: string;
  readonly physicalId?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** What else of the resource changes with it. */
  readonly set?: Partial<Omit<ResourceRecord, "logicalId" | "status" | "updatedAt">>;
}

/** The stack was forgotten while a run worked on it: the emulator was reset. */
class StackForgottenError extends Error {
  override readonly name = "StackForgottenError";
}

/** Writes what happens to one stack: every change of a status and the event that tells of it, in one transaction. */
export class StackJournal {
  readonly key: StackKey;
  readonly #state: EmulatorState;
  readonly #clientRequestToken: string | undefined;

  /** `clientRequestToken` is of the call that the changes are made for. */
  constructor(state: EmulatorState, key: StackKey, clientRequestToken?: string) {
    this.key = key;
    this.#state = state;
    this.#clientRequestToken = clientRequestToken;
  }

  /** Begins a new stack's history, inside the transaction that has looked whether the name is free. */
  begin(writer: StoreWriter, stack: StackRecord): void {
    this.#append(writer, stack, stackEvent(stack));
  }

  /** Changes the stack's status, or does nothing where that status cannot follow the present one. Tells which. */
  stack(change: StackChange): Promise<boolean> {
    return this.#state.store.transaction((writer) => this.stackIn(writer, change));
  }

  /** The same inside a transaction. */
  stackIn(writer: StoreWriter, { status, reason, set }: StackChange): boolean {
    const { statusReason: _past, ...stack } = this.stackNow(writer);
    if (!mayFollow(stack.status, status)) return false;
    const changed = withoutUndefined({
      ...stack,
      status,
      statusReason: reason,
      ...set,
      ...(status === "DELETE_COMPLETE" ? { deletedAt: this.#state.clock.now().toISOString() } : {}),
    }) as StackRecord;
    this.#append(writer, changed, stackEvent(changed));
    return true;
  }

  /** Changes what is known of the stack and is not to be told. */
  amendStackIn(writer: StoreWriter, change: Partial<StackContent>): void {
    putStack(writer, { ...this.stackNow(writer), ...change });
  }

  /** Begins a resource's history. */
  async addResource(resource: ResourceRecord): Promise<void> {
    await this.#state.store.transaction((writer) => this.#putResource(writer, resource));
  }

  async resource(logicalId: string, change: ResourceChange): Promise<void> {
    await this.#state.store.transaction((writer) => this.resourceIn(writer, logicalId, change));
  }

  /** The same inside a transaction. */
  resourceIn(writer: StoreWriter, logicalId: string, { reason, set, ...change }: ResourceChange): void {
    const known = getResource(writer, this.key, logicalId);
    if (known === undefined) throw new StackForgottenError();
    const { statusReason: _past, ...resource } = known;
    const statusReason = reason === undefined ? {} : { statusReason: reason };
    this.#putResource(writer, { ...resource, ...change, ...set, ...statusReason });
  }

  /** Changes what is known of a resource of which nothing is to be told. */
  async amendResource(logicalId: string, change: Partial<ResourceRecord>): Promise<void> {
    await this.#state.store.transaction((writer) => {
      const known = getResource(writer, this.key, logicalId);
      if (known === undefined) throw new StackForgottenError();
      putResource(writer, this.key, { ...known, ...change });
    });
  }

  /** Tells of something that the stack no longer refers to, or is about to forget. */
  async leftover(
    leftover: LeftoverRecord,
    { status, reason }: Pick<ResourceChange, "status" | "reason">,
  ): Promise<void> {
    const { logicalId, type, physicalId, shownProperties: properties } = leftover;
    const told = reason === undefined ? {} : { reason };
    await this.#state.store.transaction((writer) => {
      this.#append(writer, this.stackNow(writer), { logicalId, type, physicalId, properties, status, ...told });
    });
  }

  #putResource(writer: StoreWriter, resource: ResourceRecord): void {
    const stack = this.stackNow(writer);
    const { logicalId, type, status, statusReason, physicalId = "", shownProperties } = resource;
    const timestamp = this.#append(writer, stack, {
      logicalId,
      physicalId,
      type,
      status,
      properties: shownProperties,
      ...(statusReason === undefined ? {} : { reason: statusReason }),
    });
    putResource(writer, this.key, { ...resource, updatedAt: timestamp });
  }

  /** @throws StackForgottenError */
  stackNow(reader: StoreReader): StackRecord {
    const stack = getStack(reader, this.key);
    if (stack === undefined) throw new StackForgottenError();
    return stack;
  }

  /**
   * Keeps the stack with one event more, and tells the event's time. No two events of a stack have the same time,
   * because ids of resource events are made of it and clients tell events apart by their ids.
   */
  #append(writer: StoreWriter, stack: StackRecord, event: Omit<EventRecord, "eventId" | "timestamp">): string {
    const at = Math.max(this.#state.clock.now().getTime(), stack.lastEventAt + 1);
    const timestamp = new Date(at).toISOString();
    const isOfStack = event.physicalId === stack.stackId;
    const token = this.#clientRequestToken;
    const record: EventRecord = {
      ...event,
      eventId: isOfStack ? newUuid(this.#state.random) : `${event.logicalId}-${event.status}-${timestamp}`,
      timestamp,
      ...(token === undefined ? {} : { clientRequestToken: token }),
    };
    putEvent(writer, this.key, { number: stack.eventCount, event: record });
    putStack(writer, { ...stack, eventCount: stack.eventCount + 1, lastEventAt: at });
    return timestamp;
  }
}

/** The journal of a stack that is known. */
export function journalOf(
  state: EmulatorState,
  stack: Pick<StackRecord, "accountId" | "stackId">,
  clientRequestToken?: string,
): StackJournal {
  return new StackJournal(state, stackKey(stack), clientRequestToken);
}

/** Members that have come to no value are not kept. */
function withoutUndefined(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function stackEvent(stack: StackRecord): Omit<EventRecord, "eventId" | "timestamp"> {
  return {
    logicalId: stack.stackName,
    physicalId: stack.stackId,
    type: "AWS::CloudFormation::Stack",
    status: stack.status,
    ...(stack.statusReason === undefined ? {} : { reason: stack.statusReason }),
  };
}
