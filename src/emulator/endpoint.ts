import { ALPHABETS, randomText, silentLogger } from "../core/index.ts";
import type { Explanation } from "../policy/index.ts";
import { type ControlTargets, handleControl } from "./control/control.ts";
import { EmulatorStartError } from "./errors.ts";
import { diskImages } from "./instances/images.ts";
import { InstanceSupervisor } from "./instances/supervisor.ts";
import { keepAccounts, openState, type RootAccount } from "./open-state.ts";
import { checkOptions, type EmulatorOptions } from "./options.ts";
import { type ExplainedRequest, RequestLog } from "./pipeline/decisions.ts";
import { type HandleEnvironment, handle } from "./pipeline/handle.ts";
import { type HttpServer, startHttpServer } from "./pipeline/http-server.ts";
import { embeddedServices } from "./services/index.ts";
import type { EmulatorState } from "./state/state.ts";

/** A running emulator. */
export interface Emulator {
  /** `http://127.0.0.1:PORT`: never `localhost`, for which SDKs would ask for `bucket.localhost`. */
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly RootAccount[];
  /** For the control interface below `/_keylease/`. */
  readonly controlToken: string;
  /** The present time of the emulator. */
  now(): Date;
  /** Moves the emulator's clock forward, so that expiry can be tested without waiting. */
  advanceClock(seconds: number): void;
  /** What was decided for a request and why, by the request id of its answer; kept for the last 1,000 requests. */
  explain(requestId: string): ExplainedRequest | undefined;
  /** Forgets everything but the accounts and their root keys. */
  reset(): Promise<void>;
  /** Ends instances, connections and the server. */
  close(): Promise<void>;
}

/**
 * Starts an embedded AWS that enforces signatures, policies and expiry.
 *
 * @throws EmulatorStartError `EmulatorStartFailed` where an option, the port or the data directory cannot be used.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  checkOptions(options);
  options.signal?.throwIfAborted();
  const { state, accounts, close: closeState } = await openState(options);
  const logger = options.logger ?? silentLogger;
  const log = new RequestLog();
  const controlToken = options.controlToken ?? randomText(state.random, 32, ALPHABETS.alphanumeric);
  const host = options.host ?? "127.0.0.1";
  const image = diskImages(options);
  const instances = new InstanceSupervisor({ state, logger, mode: options.instanceMode, image });
  await instances.recover();
  const environment = {
    state,
    services: embeddedServices,
    instances,
    log,
    logger,
    observe: options.onRequest ?? (() => {}),
  };

  const reset = async (): Promise<void> => {
    await instances.endAll();
    await wipe(state);
    // What a request booted while the first ones were ending: its record went with the rest.
    await instances.endAll();
    await keepAccounts(state, {
      ...options,
      rootKeys: Object.fromEntries(accounts.map((root) => [root.accountId, root])),
    });
    log.clear();
  };
  const targets: ControlTargets = {
    token: controlToken,
    clock: state.clock,
    log,
    decode: (message) => decodedBy(accounts, message, state),
    instances: () => instances.reports(),
    reset,
  };

  const server = await listen(options, environment, targets).catch(async (error: unknown) => {
    await closeState();
    throw error;
  });
  const endpoint = `http://${host.includes(":") ? `[${host}]` : host}:${server.port}`;
  state.ownEndpoint.set(endpoint);
  instances.attach({ endpoint, accept: server.accept });

  const close = async (): Promise<void> => {
    await instances.close();
    await server.close();
    await state.lastUses.flush().finally(closeState);
  };
  options.signal?.addEventListener("abort", () => void close(), { once: true });
  return {
    endpoint,
    region: state.region,
    accounts,
    controlToken,
    now: () => state.clock.now(),
    advanceClock: (seconds) => state.clock.advance(seconds * 1000),
    explain: (requestId) => log.explain(requestId),
    reset,
    close,
  };
}

/** Starts the server. */
async function listen(
  options: EmulatorOptions,
  environment: HandleEnvironment,
  targets: ControlTargets,
): Promise<HttpServer> {
  const { state, logger } = environment;
  const { host = "127.0.0.1", port = 0, extraHosts = [] } = options;
  try {
    return await startHttpServer({
      host,
      port,
      extraHosts,
      clock: state.clock,
      random: state.random,
      logger,
      handle: (request) => handle(request, environment),
      control: (message) => handleControl(message, targets),
    });
  } catch (error) {
    throw new EmulatorStartError(
      `the emulator cannot listen on ${host}:${port}`,
      "Choose another port with --port, or end the program that holds this one.",
      error,
    );
  }
}

/** An encoded message opens for one account alone; the control interface is above them all. */
function decodedBy(
  accounts: readonly RootAccount[],
  message: string,
  { messages }: EmulatorState,
): Explanation | undefined {
  for (const { accountId } of accounts) {
    const found = messages.decode(accountId, message);
    if (found !== undefined) return found.explanation;
  }
  return undefined;
}

/** Removes every record and object; the seal key and the root keys stay, so that those who hold them can go on. */
async function wipe(state: EmulatorState): Promise<void> {
  state.lastUses.clear();
  await state.store.transaction((writer) => {
    state.blobs.forgetAll(writer);
    for (const key of [...writer.keys({ prefix: "" })]) if (!isKeptAtReset(key)) writer.remove(key);
  });
  await state.blobs.settle();
}

function isKeptAtReset(key: string): boolean {
  return key.startsWith("setting\u0000");
}
