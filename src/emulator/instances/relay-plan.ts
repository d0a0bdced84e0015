import { release } from "node:os";
import { dirname } from "node:path";
import type { Disk } from "./disk/layers.ts";
import { AUTHORITY_FILE } from "./disk/trust-stores.ts";
import type { BootPlan } from "./runner.ts";
import { copies, INSIDE } from "./sandbox-layout.ts";

/** Where the name server inside a sandbox answers. */
export const NAME_SERVER = "127.0.0.1";
/** What AWS's names lead to: not 127.0.0.1, whose ports stay free for what the user data starts. */
const NAMED_ADDRESS = "127.0.0.2";
const ZONES = ["amazonaws.com", "amazonaws.com.cn"];
/** What SDKs are commonly pointed at where 169.254.169.254 cannot be had; the other where the endpoint has taken it. */
const METADATA_PORTS = [1338, 1339] as const;

const GIBIBYTE = 1_073_741_824;
/** Of one program: memory of its own, in KiB as the shell counts it. Less than what programs only set aside. */
const DATA_KIBIBYTES = (4 * GIBIBYTE) / 1024;
const OPEN_FILES = 65_536;
/** Of an instance as a whole. The kernel does not hold root's processes to it. */
const PROCESSES = 2048;

/** What the relay is told, in the words of relay.ts. */
export function relayPlan(
  { endpoint, image, userData, steps, userDataSeconds }: BootPlan,
  { disk, isCopied, statusDescriptor }: { disk: Disk; isCopied: boolean; statusDescriptor: number },
): object {
  return {
    copies: isCopied ? copies(disk.folders) : [],
    network: network(endpoint.port),
    output: { console: INSIDE.console, log: INSIDE.log },
    limits: limits(Math.ceil(userDataSeconds)),
    userData: Buffer.from(userData).toString("base64"),
    steps,
    statusDescriptor,
    environment: {
      // The machine's own node comes last: an image's is preferred.
      PATH: [...image.path, INSIDE.path, dirname(INSIDE.node)].join(":"),
      LANG: "C.UTF-8",
    },
    // Node and Python's AWS clients bring certificates of their own and do not look at the system's.
    namedEnvironment: { NODE_EXTRA_CA_CERTS: AUTHORITY_FILE, AWS_CA_BUNDLE: AUTHORITY_FILE },
    imageEnvironment: image.environment,
  };
}

function network(endpointPort: number): object {
  const local = "127.0.0.1";
  const metadata = { socket: INSIDE.metadataSocket };
  return {
    // The same port as outside, so that URLs which the emulator makes lead to it from in here too.
    endpoint: { host: local, port: endpointPort, socket: INSIDE.plainSocket },
    metadata: { host: local, port: METADATA_PORTS.find((port) => port !== endpointPort), ...metadata },
    linkLocal: { host: "169.254.169.254", port: 80, ...metadata },
    named: [
      { host: NAMED_ADDRESS, port: 80, socket: INSIDE.plainSocket },
      { host: NAMED_ADDRESS, port: 443, socket: INSIDE.tlsSocket },
    ],
    names: { host: NAME_SERVER, port: 53 },
    address: NAMED_ADDRESS,
    zones: ZONES,
  };
}

/** Since 5.14 the kernel counts a namespace's processes by themselves. Before, the person's own would count. */
function countsByNamespace(): boolean {
  const [major = 0, minor = 0] = release().split(".").map(Number);
  return major > 5 || (major === 5 && minor >= 14);
}

/** Shell commands. Shells have two letters for the number of processes; a limit that cannot be had is left out. */
function limits(seconds: number): string {
  return [
    "ulimit -c 0",
    `ulimit -t ${seconds}`,
    `ulimit -d ${DATA_KIBIBYTES}`,
    `ulimit -n ${OPEN_FILES}`,
    ...(countsByNamespace() ? [`{ ulimit -u ${PROCESSES} || ulimit -p ${PROCESSES}; }`] : []),
  ]
    .map((command) => `${command} 2> /dev/null; `)
    .join("");
}
