import type { CloudFormationClient, StackEvent as SdkStackEvent } from "@aws-sdk/client-cloudformation";
import { stackCall, withSignal } from "./stack-call.ts";

/** One event of a stack. */
export interface StackEvent {
  readonly at: Date;
  readonly logicalId: string;
  /** Empty where the resource has none yet. */
  readonly physicalId: string;
  /** `AWS::S3::Bucket`. */
  readonly resourceType: string;
  /** `CREATE_IN_PROGRESS`. */
  readonly status: string;
  readonly reason: string | undefined;
}

/** Gives the events of a stack that were not given before, the oldest first. */
export class EventReader {
  readonly #client: CloudFormationClient;
  readonly #stackId: string;
  #lastSeenId: string | undefined;

  /** @param lastSeenId Id of the newest event that is not to be given; default: all events are. */
  constructor(client: CloudFormationClient, stackId: string, lastSeenId?: string) {
    this.#client = client;
    this.#stackId = stackId;
    this.#lastSeenId = lastSeenId;
  }

  async read(signal?: AbortSignal): Promise<readonly StackEvent[]> {
    const fresh: SdkStackEvent[] = [];
    for await (const event of this.#newestFirst(signal)) {
      if (event.EventId === this.#lastSeenId) break;
      fresh.push(event);
    }
    this.#lastSeenId = fresh[0]?.EventId ?? this.#lastSeenId;
    return fresh.reverse().map(toStackEvent);
  }

  async *#newestFirst(signal: AbortSignal | undefined): AsyncGenerator<SdkStackEvent> {
    const { DescribeStackEventsCommand } = await import("@aws-sdk/client-cloudformation");
    let next: string | undefined;
    do {
      const command = new DescribeStackEventsCommand({
        StackName: this.#stackId,
        ...(next === undefined ? {} : { NextToken: next }),
      });
      const page = await stackCall("DescribeStackEvents", signal, () => this.#client.send(command, withSignal(signal)));
      yield* page.StackEvents ?? [];
      next = page.NextToken;
    } while (next !== undefined);
  }
}

function toStackEvent(event: SdkStackEvent): StackEvent {
  return {
    at: event.Timestamp ?? new Date(0),
    logicalId: event.LogicalResourceId ?? "",
    physicalId: event.PhysicalResourceId ?? "",
    resourceType: event.ResourceType ?? "",
    status: event.ResourceStatus ?? "",
    reason: event.ResourceStatusReason,
  };
}
