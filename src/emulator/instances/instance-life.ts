import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "../../core/index.ts";
import type { InstanceImage } from "../options.ts";
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
import { ConsoleRing } from "./console-ring.ts";
import { type MetadataAddress, type MetadataServer, startMetadataServer } from "./metadata/server.ts";
import { type EndpointAddress, type InstanceRunner, InstanceStartError, type RunningInstance } from "./runner.ts";

export interface InstanceLifeOptions {
  readonly state: EmulatorState;
  readonly logger: Logger;
  /** Absent where instances run nothing. */
  readonly runner: InstanceRunner | undefined;
  readonly image: InstanceImage;
  readonly endpoint: EndpointAddress;
  readonly userDataSeconds: number;
}

const FAILED = {
  code: "Server.InternalError",
  message: "Server.InternalError: Internal error on launch",
};
const SHEBANG = "#!";
const SHOWN_OF_STRANGE_DATA = 24;

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
    const script = Buffer.from(instance.userData ?? "", "base64");
    if (script.subarray(0, SHEBANG.length).toString("latin1") !== SHEBANG) {
      const start = JSON.stringify(script.subarray(0, SHOWN_OF_STRANGE_DATA).toString("latin1"));
      this.console.add(
        Buffer.from(`[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: '${start}...'\n`),
      );
      this.console.note("user data is run only where its first two characters are #!");
      return { status: "not-run" };
    }
    const running = await this.#start(instance, { runner, script });
    if (running === undefined) return { status: "not-run" };
    await this.#record({ status: "running" });
    return { status: "ended", exitStatus: await this.#waitFor(running) };
  }

  async #start(
    instance: InstanceRecord,
    { runner, script }: { runner: InstanceRunner; script: Buffer },
  ): Promise<RunningInstance | undefined> {
    const { state, image, endpoint } = this.#options;
    try {
      const running = await runner.start({
        instanceId: instance.instanceId,
        hostName: privateDnsName(state.region, instance.privateIp).split(".")[0] as string,
        script,
        folder: this.#folder as string,
        endpoint,
        metadata: (this.#metadata as MetadataServer).address,
        image,
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
