// Runs inside a sandbox as its first program: it gives the user data, which has no network, the three addresses that
// it needs, and then runs it. Each address leads to a unix socket that the runner has bound into the sandbox.
//
// INVARIANT: this file is JavaScript as it stands, without type annotations and with Node's own modules alone. The runner
// puts its text into the sandbox, and does so from src in tests as from dist in the package.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, writeSync } from "node:fs";
import { connect, createServer } from "node:net";
import { constants } from "node:os";

const plan = JSON.parse(process.argv[2] ?? "{}");

const tunnels = [
  { host: "127.0.0.1", port: plan.endpointPort, socket: plan.endpointSocket, isNeeded: true },
  { host: "127.0.0.1", port: plan.metadataPort, socket: plan.metadataSocket, isNeeded: true },
  { host: "169.254.169.254", port: 80, socket: plan.metadataSocket, isNeeded: false },
];

// Fails where the machine has no `ip`, or the sandbox no right to change its own loopback: then the port must do.
spawnSync("ip", ["address", "add", "169.254.169.254/32", "dev", "lo"], { stdio: "ignore" });

const opened = await Promise.all(
  tunnels.map(
    ({ host, port, socket, isNeeded }) =>
      new Promise((resolve, reject) => {
        const server = createServer({ allowHalfOpen: true }, (inside) => {
          const outside = connect({ path: socket, allowHalfOpen: true });
          inside.pipe(outside).pipe(inside);
          inside.on("error", () => outside.destroy());
          outside.on("error", () => inside.destroy());
        });
        server.on("error", (error) => (isNeeded ? reject(error) : resolve(false)));
        server.listen(port, host, () => resolve(true));
      }),
  ),
);

// At the link-local address every SDK finds the service by itself, as on a real instance.
const environment =
  opened[2] === true
    ? plan.environment
    : { ...plan.environment, AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${plan.metadataPort}` };

const userData = spawn("/bin/sh", ["-c", 'exec "$0" 2>&1', plan.script], {
  cwd: "/",
  env: environment,
  stdio: ["ignore", "inherit", "ignore"],
});
userData.once("spawn", () => {
  writeSync(plan.statusDescriptor, "started\n");
  closeSync(plan.statusDescriptor);
});
userData.once("exit", (code, signal) => {
  process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
});
