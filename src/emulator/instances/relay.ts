// Runs inside a sandbox as its first program: it completes the disk, gives the machine, which has no network, the
// addresses and names that it needs, and then does what the user data says. Each address leads to a unix socket that
// the runner has bound into the sandbox.
//
// INVARIANT: this file is JavaScript as it stands, without type annotations and with Node's own modules alone. The runner
// puts its text into the sandbox, and does so from src in tests as from dist in the package. Hence:
// @ts-nocheck
import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import {
  chmodSync,
  closeSync,
  cpSync,
  constants as files,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { connect, createServer, Socket } from "node:net";
import { constants } from "node:os";
import { dirname } from "node:path";

const plan = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));

// Where the kernel mounts no overlays, the folders are empty memory and their content is copied.
for (const { from, to } of plan.copies) {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, force: true, errorOnExist: false });
}

const environment = present({ ...plan.environment, ...(await openNetwork()), ...plan.imageEnvironment });
const output = openOutput();

// Nothing is ever said here: it ends when the emulator does, however that does.
process.stdin.on("end", () => process.exit(137)).resume();

writeSync(plan.statusDescriptor, "started\n");
closeSync(plan.statusDescriptor);

const INSTANCE = "/var/lib/cloud/instance";
const scripts = plan.steps.filter(({ type }) => type === "script");
for (const { path, content, mode } of [
  { path: `${INSTANCE}/user-data.txt`, content: plan.userData, mode: 0o600 },
  ...scripts.map((script) => ({ path: pathOf(script), content: script.content, mode: 0o700 })),
]) {
  write({ path, content, mode, append: false });
}
let status = 0;
for (const step of plan.steps) {
  const result = step.type === "script" ? await run(step) : write(step);
  if (status === 0) status = result;
}
output.drain();
process.exit(status);

async function openNetwork() {
  const { endpoint, metadata } = plan.network;
  await open(endpoint);
  await open(metadata);
  // Fails where the machine has no `ip`, or the sandbox no right to change its own loopback: then the port must do.
  spawnSync("ip", ["address", "add", "169.254.169.254/32", "dev", "lo"], { stdio: "ignore" });
  // At the link-local address every SDK finds the service by itself, as on a real instance.
  const hasLinkLocal = await tried(open(plan.network.linkLocal));
  // Where ports below 1024 are refused, names cannot be answered for: then the endpoint has to be told.
  const hasNames = await tried(Promise.all([openNames(), ...plan.network.named.map(open)]));
  return {
    ...(hasLinkLocal ? {} : { AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://${metadata.host}:${metadata.port}` }),
    ...(hasNames ? plan.namedEnvironment : { AWS_ENDPOINT_URL: `http://${endpoint.host}:${endpoint.port}` }),
  };
}

function open({ host, port, socket }) {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true }, (inside) => {
      const outside = connect({ path: socket, allowHalfOpen: true });
      inside.pipe(outside).pipe(inside);
      inside.on("error", () => outside.destroy());
      outside.on("error", () => inside.destroy());
    });
    server.on("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}

/** A name server for the one zone that there is here. */
function openNames() {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.on("error", reject);
    socket.on("message", (query, from) => {
      const answer = answerQuery(query);
      if (answer !== undefined) socket.send(answer, from.port, from.address);
    });
    socket.bind(plan.network.names.port, plan.network.names.host, () => resolve(socket));
  });
}

/** RFC 1035: one question, answered with one address for AWS's names, with none of other types, and with NXDOMAIN else. */
function answerQuery(query) {
  // The head has 12 bytes; its third has the bit that tells answers from questions, and the kind of question.
  if (query.length < 17 || (query[2] & 0xf8) !== 0 || query.readUInt16BE(4) !== 1) return undefined;
  const labels = [];
  let at = 12;
  for (let length = query[at]; length !== 0; length = query[at]) {
    if (length === undefined || length > 63) return undefined;
    labels.push(query.toString("latin1", at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  const end = at + 5;
  if (query.length < end) return undefined;
  const [type, kind] = [query.readUInt16BE(at + 1), query.readUInt16BE(at + 3)];
  const isKnown = plan.network.zones.some((zone) => labels.join(".").endsWith(`.${zone}`));
  const hasAddress = isKnown && type === 1 && kind === 1;
  const head = Buffer.from(query.subarray(0, 12));
  // An authoritative answer (0x84), which keeps the wish for recursion and grants it.
  head[2] = 0x84 | (query[2] & 1);
  head[3] = 0x80 | (isKnown ? 0 : 3);
  head.writeUInt16BE(hasAddress ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  // The question's name, class IN, type A, 60 seconds, four bytes.
  const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...plan.network.address.split(".").map(Number)];
  return Buffer.concat([head, query.subarray(12, end), Buffer.from(hasAddress ? record : [])]);
}

/**
 * The console: a named pipe, so that programs can open it again by `/dev/stdout`. What comes out of it goes to the log
 * and to whoever runs the sandbox.
 */
function openOutput() {
  const { console: path, log } = plan.output;
  const { status } = spawnSync("mkfifo", ["-m", "0600", path], { stdio: "ignore" });
  if (status !== 0) throw new Error("mkfifo cannot be run");
  const reader = openSync(path, files.O_RDONLY | files.O_NONBLOCK);
  // Held open, so that the pipe never ends.
  const writer = openSync(path, files.O_WRONLY);
  const logFile = openSync(log, "a", 0o640);
  const take = (chunk) => {
    process.stdout.write(chunk);
    try {
      writeSync(logFile, chunk);
    } catch {
      // The disk is full. The console still has it.
    }
  };
  new Socket({ fd: reader, readable: true, writable: false }).on("data", take).unref();
  return {
    writer,
    /** Takes what has been written by now: who wrote it may have ended. */
    drain() {
      const chunk = Buffer.alloc(65_536);
      for (;;) {
        try {
          const size = readSync(reader, chunk);
          if (size === 0) return;
          take(chunk.subarray(0, size));
        } catch (error) {
          if (error.code === "EAGAIN") return;
          throw error;
        }
      }
    },
    say(text) {
      this.drain();
      take(`${text}\n`);
    },
  };
}

/** What an image has taken away is null. */
function present(variables) {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== null));
}

function pathOf({ folder, name }) {
  return `${INSTANCE}/${folder}/${name}`;
}

function run(step) {
  const path = pathOf(step);
  return new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-c", `${plan.limits}exec "$0" 2>&1`, path], {
      cwd: "/",
      env: { ...environment, ...step.environment },
      stdio: ["ignore", output.writer, "ignore"],
    });
    child.once("error", (error) => {
      output.say(`keylease: ${path} cannot be run: ${error.message}`);
      resolve(126);
    });
    child.once("exit", (code, signal) => {
      const result = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
      // Of a single script, its own exit status says as much.
      if (result !== 0 && scripts.length > 1) output.say(`[WARNING]: Failed to run ${path} [${result}]`);
      resolve(result);
    });
  });
}

function write({ path, content, mode, append, owner }) {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    writeFileSync(path, Buffer.from(content, "base64"), { flag: append ? "a" : "w" });
    chmodSync(path, mode);
    if (owner !== undefined) return own(path, owner);
    return 0;
  } catch (error) {
    output.say(`[WARNING]: Failed to write ${path}: ${error.message}`);
    return 1;
  }
}

/** There is one user here, so nothing has to be done for it, and nothing can be done for others. */
function own(path, owner) {
  const { uid, gid } = lstatSync(path);
  const names = { root: 0, 0: 0 };
  const [user = "", group = user] = owner.split(":");
  if (names[user] === uid && names[group] === gid) return 0;
  output.say(`[WARNING]: Failed to give ${path} to ${owner}: an instance has no user but root`);
  return 1;
}

async function tried(opening) {
  try {
    await opening;
    return true;
  } catch {
    return false;
  }
}
