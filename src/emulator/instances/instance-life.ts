import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "../../core/index.ts";
import type { InstanceKey } from "../pipeline/service.ts";
import {
  changeInstance,
  findConsoleOutput,
  findInstance,
  type InstanceRecord,
  inState,
  privateDnsName,
  putConsoleOutput,
  type UserDataOutcome,
} from "../state/instances.ts";
import type { EmulatorState } from "../state/state.ts";
import type { BootStep, RunStep } from "./cloud-init/boot-steps.ts";
import { bootSteps } from "./cloud-init/user-data.ts";
import { ConsoleRing } from "./console-ring.ts";
import type { AcceptConnection } from "./emulator-sockets.ts";
import type { InstanceDisk } from "./images.ts";
import { type MetadataAddress, type MetadataServer, startMetadataServer } from "./metadata/server.ts";
import { type EndpointAddress, type InstanceRunner, InstanceStartError, type RunningInstance } from "./runner.ts";
import type { LocalAuthority } from "./tls/local-authority.ts";

export interface InstanceLifeOptions {
  readonly state: EmulatorState;
  readonly logger: Logger;
  /** Absent where instances run nothing. */
  readonly runner: InstanceRunner | undefined;
  readonly image: (imageId: string) => InstanceDisk;
  readonly endpoint: EndpointAddress;
  readonly accept: AcceptConnection;
  readonly authority: () => Promise<LocalAuthority>;
  readonly userDataSeconds: number;
}

const FAILED = {
  code: "Server.InternalError",
  message: "Server.InternalError: Internal error on launch",
};

/** What exists of one instance between its boot and its end: a folder, a metadata service, its user data's processes. */
export class InstanceLife {
  readonly console: ConsoleRing = new ConsoleRing();
  readonly #key: InstanceKey;
  readonly #options: InstanceLifeOptions;
  /** Settles when the user data is over; never rejects. */
  readonly #begun: Promise<void>;
  #folder: string | undefined;
  #metadata: MetadataServer | undefined;
  #running: RunningInstance | undefined;
  #ended = false;

  /** Begins at once, in the background. */
  constructor(key: InstanceKey, options: InstanceLifeOptions) {
    this.#key = key;
    this.#options = options;
    this.#begun = this.#live().catch((error: unknown) => this.#fail(error));
  }

  /** Where the metadata service answers; absent before it does. */
  get metadata(): MetadataAddress | undefined {
    return this.#metadata?.address;
  }

  /** Ends everything of the instance; resolves when nothing is left. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#running?.end();
    await this.#begun;
    await this.#metadata?.close();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #live(): Promise<void> {
    const { state, runner } = this.#options;
    // The console goes on where it stopped.
    this.console.add(Buffer.from(findConsoleOutput(state.store, this.#key.accountId, this.#key.instanceId) ?? ""));
    if (runner === undefined) {
      this.console.note("this emulator runs nothing in its instances (their mode is `none`)");
    } else {
      this.#folder = await mkdtemp(join(tmpdir(), "keylease-"));
      const socket = runner.metadataOn === "socket" ? { socketPath: join(this.#folder, "metadata.sock") } : {};
      this.#metadata = await startMetadataServer(state, this.#key, socket);
    }
    const instance = await this.#becomeRunning();
    // Once in an instance's life, as cloud-init does it: not when it is started again, even with other user data.
    if (instance?.userData !== undefined && instance.userDataOutcome.status === "pending")
      await this.#record(await this.#runUserData(instance));
    await state.store.transaction((writer) => putConsoleOutput(writer, this.#key, this.console.text()));
  }

  async #becomeRunning(): Promise<InstanceRecord | undefined> {
    const { state, runner } = this.#options;
    const change = { at: state.clock.now() };
    await changeInstance(state.store, this.#key, (record) => {
      const next = this.#ended ? undefined : inState(record, "running", change);
      return next === undefined ? undefined : { ...next, runner: runner?.name ?? "none" };
    });
    const record = findInstance(state.store, this.#key.accountId, this.#key.instanceId);
    return record?.state === "running" ? record : undefined;
  }

  async #runUserData(instance: InstanceRecord): Promise<UserDataOutcome> {
    const { runner } = this.#options;
    if (runner === undefined) return { status: "not-run" };
    const userData = Buffer.from(instance.userData ?? "", "base64");
    const all = await bootSteps(userData, instance.instanceId);
    const said = all.filter((step) => step.type === "say");
    for (const { text } of said) this.console.add(Buffer.from(`${text}\n`));
    const steps = this.#doable(all);
    const failed = said.some(({ fails }) => fails) ? 1 : 0;
    if (steps.length === 0) return failed ? { status: "ended", exitStatus: failed } : { status: "not-run" };
    const running = await this.#start(instance, { runner, userData, steps });
    if (running === undefined) return { status: "not-run" };
    await this.#record({ status: "running" });
    return { status: "ended", exitStatus: (await this.#waitFor(running)) || failed };
  }

  /** A plain process has no disk of its own: the files would be the person's. */
  #doable(all: readonly BootStep[]): readonly RunStep[] {
    const steps = all.filter((step) => step.type !== "say");
    if (this.#options.runner?.name !== "process") return steps;
    for (const step of steps) {
      if (step.type === "write")
        this.console.note(`${step.path} is not written: in mode \`process\` it would be yours`);
    }
    return steps.filter((step) => step.type === "script");
  }

  async #start(
    instance: InstanceRecord,
    { runner, userData, steps }: { runner: InstanceRunner; userData: Uint8Array; steps: readonly RunStep[] },
  ): Promise<RunningInstance | undefined> {
    const { state, image, endpoint, accept, authority, userDataSeconds } = this.#options;
    const [hostName = "", ...domain] = privateDnsName(state.region, instance.privateIp).split(".");
    try {
      const running = await runner.start({
        ...{ userData, steps, userDataSeconds, endpoint, accept, authority, hostName },
        instanceId: instance.instanceId,
        domain: domain.join("."),
        privateIp: instance.privateIp,
        folder: this.#folder as string,
        metadata: (this.#metadata as MetadataServer).address,
        image: image(instance.imageId),
      });
      running.output.on("data", (chunk: Buffer) => this.console.add(chunk));
      this.#running = running;
      // Ended while it was being started: nobody else knows of it yet.
      if (this.#ended) await running.end();
      return running;
    } catch (error) {
      if (!(error instanceof InstanceStartError)) throw error;
      this.console.note(`the user data was not run: ${error.message}`);
      return undefined;
    }
  }

  async #waitFor(running: RunningInstance): Promise<number> {
    const { userDataSeconds } = this.#options;
    const timer = setTimeout(() => {
      this.console.note(`the user data was ended after ${userDataSeconds} seconds`);
      running.end().catch((error: unknown) => this.#report(error));
    }, userDataSeconds * 1000);
    try {
      return await running.exit;
    } finally {
      clearTimeout(timer);
    }
  }

  #record(userDataOutcome: UserDataOutcome): Promise<void> {
    return changeInstance(this.#options.state.store, this.#key, (record) => ({ ...record, userDataOutcome }));
  }

  /** The machine could not give what the instance needs. EC2 ends instances that it cannot start. */
  async #fail(error: unknown): Promise<void> {
    this.#report(error);
    const { state } = this.#options;
    await changeInstance(state.store, this.#key, (record) => ({
      ...(record.state === "pending"
        ? (inState(record, "terminated", { at: state.clock.now(), reason: FAILED }) ?? record)
        : record),
      ...(record.userDataOutcome.status === "pending" ? { userDataOutcome: { status: "not-run" } } : {}),
    }));
  }

  #report(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.console.note(`the instance failed: ${text}`);
    this.#options.logger.warn("an instance failed", { instanceId: this.#key.instanceId, error: text });
  }
}
