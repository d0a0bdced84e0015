import type { Readable } from "node:stream";
import type { RunStep } from "./cloud-init/boot-steps.ts";
import type { AcceptConnection } from "./emulator-sockets.ts";
import type { InstanceDisk } from "./images.ts";
import type { MetadataAddress } from "./metadata/server.ts";
import type { LocalAuthority } from "./tls/local-authority.ts";

/** Where the emulator itself answers. */
export interface EndpointAddress {
  readonly host: string;
  readonly port: number;
}

/** Everything that a runner needs to boot one instance. */
export interface BootPlan {
  readonly instanceId: string;
  /** Without domain. */
  readonly hostName: string;
  /** `REGION.compute.internal`. */
  readonly domain: string;
  readonly privateIp: string;
  /** As it was given. */
  readonly userData: Uint8Array;
  /** What it says has to be done, in this order; at least one thing. */
  readonly steps: readonly RunStep[];
  /** How long that may take. */
  readonly userDataSeconds: number;
  /** An empty folder of the instance's own, which nobody else may read. It is removed when the instance has ended. */
  readonly folder: string;
  readonly endpoint: EndpointAddress;
  /** Has the emulator answer on a connection of the instance's. */
  readonly accept: AcceptConnection;
  /** Who makes the certificates of AWS's names in instances. It is made when it is first asked for. */
  readonly authority: () => Promise<LocalAuthority>;
  readonly metadata: MetadataAddress;
  readonly image: InstanceDisk;
}

/** User data that runs. */
export interface RunningInstance {
  /** What it prints, standard output and error in the order in which they came. */
  readonly output: Readable;
  /**
   * The exit status, 128 and the signal's number where a signal ended it. By then everything that the user data had
   * started has ended too.
   */
  readonly exit: Promise<number>;
  /** Ends it at once, with everything that it started. */
  end(): Promise<void>;
}

/** A way to run user data. */
export interface InstanceRunner {
  readonly name: "process" | "bubblewrap";
  /** Where the instance can reach its metadata service: on a loopback port, or on a unix socket in its folder. */
  readonly metadataOn: "port" | "socket";
  /** @throws InstanceStartError where it cannot be run at all. */
  start(plan: BootPlan): Promise<RunningInstance>;
}

/** An instance's user data cannot be run. The message is for its console output. */
export class InstanceStartError extends Error {
  override readonly name = "InstanceStartError";
}

/** The exit status of a process as a shell tells it. */
export function shellStatus(code: number | null, signalNumber: number | undefined): number {
  return code ?? 128 + (signalNumber ?? 0);
}
