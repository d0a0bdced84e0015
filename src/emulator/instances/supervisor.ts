import type { Logger } from "../../core/index.ts";
import type { InstanceReport } from "../control/control.ts";
import type { InstanceMode } from "../options.ts";
import type { EndState, InstanceKey, InstanceLifecycle } from "../pipeline/service.ts";
import {
  changeInstance,
  findConsoleOutput,
  type InstanceRecord,
  inState,
  isAlive,
  isVisible,
  listAllInstances,
} from "../state/instances.ts";
import type { EmulatorState } from "../state/state.ts";
import { bubblewrapRunner } from "./bubblewrap-runner.ts";
import type { AcceptConnection } from "./emulator-sockets.ts";
import type { InstanceDisk } from "./images.ts";
import { InstanceLife } from "./instance-life.ts";
import { processRunner } from "./process-runner.ts";
import type { EndpointAddress, InstanceRunner } from "./runner.ts";
import { LocalAuthority } from "./tls/local-authority.ts";

export interface SupervisorOptions {
  readonly state: EmulatorState;
  readonly logger: Logger;
  /** Default: `none`. */
  readonly mode: InstanceMode | undefined;
  /** What is on the disk of an image's instances. */
  readonly image: (imageId: string) => InstanceDisk;
  /** How long user data may run, in seconds of the machine's time. Default: 600. */
  readonly userDataSeconds?: number;
}

const USER_DATA_SECONDS = 600;
const RUNNERS: Readonly<Record<InstanceMode, InstanceRunner | undefined>> = {
  bubblewrap: bubblewrapRunner,
  process: processRunner,
  none: undefined,
};
const RESTARTED = { code: "Server.ScheduledStop", message: "Server.ScheduledStop: the emulator was restarted" };

/** Boots and ends what runs for EC2 instances. Nothing of it outlives the emulator. */
export class InstanceSupervisor implements InstanceLifecycle {
  #emulator: { readonly endpoint: string; readonly accept: AcceptConnection } | undefined;
  #authority: Promise<LocalAuthority> | undefined;
  readonly #options: SupervisorOptions;
  readonly #lives = new Map<string, InstanceLife>();
  /** What is being ended: `endAll` waits for it too. */
  readonly #endings = new Set<Promise<void>>();
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Tells where the emulator answers, as soon as it listens. Before, nothing may be booted. */
  attach(emulator: { readonly endpoint: string; readonly accept: AcceptConnection }): void {
    this.#emulator = emulator;
  }

  /** Says of instances that were alive when the emulator last ended what is true now: they stopped with it. */
  async recover(): Promise<void> {
    const { state } = this.#options;
    const at = state.clock.now();
    for (const record of listAllInstances(state.store)) {
      if (record.state === "shutting-down") {
        await changeInstance(state.store, record, (going) => gone(going, "terminated", at));
      }
      if (isAlive(record) || record.state === "stopping") {
        await changeInstance(state.store, record, (alive) =>
          settled(inState(alive, "stopped", { at, reason: RESTARTED })),
        );
      }
    }
  }

  boot(instance: InstanceKey): void {
    if (this.#closed) return;
    if (this.#emulator === undefined) throw new TypeError("an instance was booted before the emulator listens");
    const { state, logger, mode = "none", image, userDataSeconds = USER_DATA_SECONDS } = this.#options;
    const life = new InstanceLife(instance, {
      state,
      logger,
      runner: RUNNERS[mode],
      image,
      endpoint: reachableAddress(this.#emulator.endpoint),
      accept: this.#emulator.accept,
      authority: () => this.#localAuthority(),
      userDataSeconds,
    });
    this.#lives.set(nameOf(instance), life);
  }

  end(instance: InstanceKey, as: EndState = "terminated"): Promise<void> {
    return this.#followed(instance, () => this.#end(instance, as));
  }

  reboot(instance: InstanceKey): Promise<void> {
    return this.#followed(instance, async () => {
      const life = this.#lives.get(nameOf(instance));
      await life?.end();
      // Ended for good meanwhile, or about to be: whoever did that goes on.
      if (life !== undefined && this.#lives.get(nameOf(instance)) === life) this.boot(instance);
    });
  }

  /** Does something to an instance that nobody waits for but `endAll`. Failures are told, not thrown. */
  #followed(instance: InstanceKey, work: () => Promise<void>): Promise<void> {
    const ending = work().catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      this.#options.logger.warn("an instance did not end", { instanceId: instance.instanceId, error: text });
    });
    this.#endings.add(ending);
    return ending.finally(() => this.#endings.delete(ending));
  }

  /** Made for the first instance that needs it: most emulators never do. */
  #localAuthority(): Promise<LocalAuthority> {
    this.#authority ??= LocalAuthority.create(this.#options.state.random);
    return this.#authority;
  }

  async #end(instance: InstanceKey, as: EndState): Promise<void> {
    const { state } = this.#options;
    const name = nameOf(instance);
    // Again where a reboot came between: it has booted another one.
    for (let life = this.#lives.get(name); life !== undefined; life = this.#lives.get(name)) {
      await life.end();
      if (this.#lives.get(name) === life) this.#lives.delete(name);
    }
    await changeInstance(state.store, instance, (record) => gone(record, as, state.clock.now()));
  }

  consoleOutput(instance: InstanceKey): string {
    const kept = findConsoleOutput(this.#options.state.store, instance.accountId, instance.instanceId);
    return this.#lives.get(nameOf(instance))?.console.text() ?? kept ?? "";
  }

  /** Ends everything that runs. The records stay as they are: whoever calls forgets them, or recovers them later. */
  async endAll(): Promise<void> {
    const lives = [...this.#lives.values()];
    this.#lives.clear();
    await Promise.all([...lives.map((life) => life.end()), ...this.#endings]);
  }

  /** Ends everything that runs and boots nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.endAll();
  }

  async reports(): Promise<readonly InstanceReport[]> {
    const { state } = this.#options;
    const now = state.clock.now();
    return listAllInstances(state.store)
      .filter((record) => isVisible(record, now))
      .map((record) => this.#report(record));
  }

  #report(record: InstanceRecord): InstanceReport {
    const { accountId, instanceId, userDataOutcome } = record;
    const metadata = this.#lives.get(nameOf(record))?.metadata;
    return {
      accountId,
      instanceId,
      state: record.state,
      runner: record.runner ?? this.#options.mode ?? "none",
      userData: userDataOutcome.status,
      ...("exitStatus" in userDataOutcome ? { exitStatus: userDataOutcome.exitStatus } : {}),
      consoleOutput: this.consoleOutput(record),
      ...(metadata === undefined ? {} : { metadata }),
    };
  }
}

/** Why an instance goes is why it is gone. */
function gone(record: InstanceRecord, as: EndState, at: Date): InstanceRecord | undefined {
  const { stateReason } = record;
  return settled(inState(record, as, { at, ...(stateReason === undefined ? {} : { reason: stateReason }) }));
}

/** Nothing more comes of the user data of an instance that has ended. */
function settled(record: InstanceRecord | undefined): InstanceRecord | undefined {
  if (record === undefined) return undefined;
  const { status } = record.userDataOutcome;
  if (status === "pending") return { ...record, userDataOutcome: { status: "not-run" } };
  return status === "running" ? { ...record, userDataOutcome: { status: "ended" } } : record;
}

function nameOf({ accountId, instanceId }: InstanceKey): string {
  return `${accountId}/${instanceId}`;
}

/** An emulator that listens on every address is reached at this machine's own. */
function reachableAddress(endpoint: string): EndpointAddress {
  const url = new URL(endpoint);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return { host: reachable, port: Number(url.port === "" ? "80" : url.port) };
}
