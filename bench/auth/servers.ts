import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { installMoto, MOTO_VERSION } from "../peers/moto/install.ts";
import { type Credentials, REGION } from "./signed-requests.ts";

/** A server in a process of its own. */
export interface RunningServer {
  readonly name: string;
  readonly port: number;
  /** Root's, who may do everything. */
  readonly root: Credentials;
  close(): Promise<void>;
}

/** Starts the emulator as a user does, from what `npm run build` has made. */
export async function startKeylease(): Promise<RunningServer> {
  const child = spawn(
    process.execPath,
    ["dist/cli/main.js", "emulator", "--port", "0", "--region", REGION, "--instances", "none", "--quiet", "--json"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const { endpoint, accounts } = JSON.parse(line.toString()) as {
    readonly endpoint: string;
    readonly accounts: readonly [Credentials];
  };
  return { name: "keylease", port: Number(new URL(endpoint).port), root: accounts[0], close: () => end(child) };
}

/** Starts moto's server, which checks neither signatures nor policies unless it is told to. */
export async function startMoto(): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn("python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], {
    env: { ...process.env, PYTHONPATH: installMoto() },
    stdio: "ignore",
  });
  await answers(port);
  const root = { accessKeyId: "testing", secretAccessKey: "testing" };
  return { name: `moto ${MOTO_VERSION}`, port, root, close: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answered = await fetch(`http://127.0.0.1:${port}/moto-api/`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await pause(200);
  }
  throw new Error("the server does not answer");
}
