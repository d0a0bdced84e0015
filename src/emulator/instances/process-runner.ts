import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { killProcessesWith, killProcessGroup } from "./process-tree.ts";
import { type BootPlan, type InstanceRunner, InstanceStartError, type RunningInstance, shellStatus } from "./runner.ts";

/** How long output may come after everything was killed: only a process that hid from us could hold it open. */
const OUTPUT_MILLISECONDS = 1000;
const RUN_ONE = 'exec "$1" 2>&1';
/** Each one, whatever the ones before came to; the first failure is the status of all. */
const RUN_ALL =
  'exec 2>&1; status=0; for script; do "$script" || { result=$?; [ "$status" != 0 ] || status=$result; }; done; exit "$status"';
const FALLBACK_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Runs user data as a plain process with the rights of whoever started the emulator. It confines nothing: it only sees
 * to it that the script finds the emulator and not the person's own credentials, and that it ends as a whole.
 */
export const processRunner: InstanceRunner = {
  name: "process",
  metadataOn: "port",
  async start(plan: BootPlan): Promise<RunningInstance> {
    const scripts = plan.steps.filter((step) => step.type === "script");
    const home = join(plan.folder, "home");
    await mkdir(home, { mode: 0o700 });
    // The names are given anew: two of different folders may be alike.
    const paths = scripts.map((_, index) => join(plan.folder, `part-${String(index + 1).padStart(3, "0")}`));
    await Promise.all(
      scripts.map(({ content }, index) =>
        writeFile(paths[index] as string, Buffer.from(content, "base64"), { mode: 0o700 }),
      ),
    );
    // systemd gives every run of cloud-init such an id. Here it also marks all that the script starts.
    const invocationId = randomBytes(16).toString("hex");
    const child = spawn("/bin/sh", ["-c", scripts.length === 1 ? RUN_ONE : RUN_ALL, "sh", ...paths], {
      cwd: home,
      env: { ...environment(plan, home), INVOCATION_ID: invocationId },
      // A process group of its own, which can be killed as a whole.
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    await started(child);
    const killAll = async (): Promise<void> => {
      killProcessGroup(child.pid as number);
      await killProcessesWith(`INVOCATION_ID=${invocationId}`);
    };
    const exit = waitForExit(child, killAll);
    return {
      output: child.stdout,
      exit,
      async end() {
        if (child.exitCode === null && child.signalCode === null) killProcessGroup(child.pid as number);
        await exit;
      },
    };
  },
};

function environment({ image, endpoint, metadata, steps }: BootPlan, home: string): Record<string, string> {
  const { PATH = FALLBACK_PATH, LANG = "C.UTF-8" } = process.env;
  const host = endpoint.host.includes(":") ? `[${endpoint.host}]` : endpoint.host;
  return {
    PATH: [...image.path, PATH, dirname(process.execPath)].join(delimiter),
    LANG,
    TMPDIR: home,
    // cloud-init sets no HOME. Without one, SDKs look the person's up, and would find their real credentials there.
    HOME: home,
    AWS_ENDPOINT_URL: `http://${host}:${endpoint.port}`,
    ...Object.fromEntries(
      Object.entries(image.environment).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
    // Boothooks alone have variables of their own, the same ones each.
    ...Object.assign({}, ...steps.map((step) => (step.type === "script" ? step.environment : {}))),
    ...("url" in metadata ? { AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url } : {}),
  };
}

async function started(child: ChildProcess): Promise<void> {
  try {
    await once(child, "spawn");
  } catch (error) {
    throw new InstanceStartError(`the user data cannot be run: ${(error as Error).message}`);
  }
}

/** What the script leaves in the background ends with it: nothing could be relied upon to end it later. */
async function waitForExit(
  child: ReturnType<typeof spawn> & { readonly stdout: NonNullable<ChildProcess["stdout"]> },
  killAll: () => Promise<void>,
): Promise<number> {
  const closed = once(child, "close");
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  await killAll();
  const timer = setTimeout(() => child.stdout.destroy(), OUTPUT_MILLISECONDS);
  await closed;
  clearTimeout(timer);
  return shellStatus(code, signal === null ? undefined : constants.signals[signal]);
}
