import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitForInstance } from "../../support/instances.ts";
import { countProcesses, waitForProcess } from "../../support/processes.ts";
import { type Booter, booterOf, script } from "../../support/sandbox.ts";
import {
  buildEmulatorProgram,
  type EmulatorProcess,
  type EmulatorProgram,
  type SandboxUser,
  whyNoSandbox,
} from "../../support/sandboxed-emulator.ts";
import { CONNECTOR, METADATA, NODE } from "./escape-scripts.ts";

/** The tests of what an instance must not reach, of an emulator that such a user has started. */
export function describeEscapes(user: SandboxUser): void {
  const reason = whyNoSandbox(user);
  const title = `A sandbox of an emulator that ${user} has started`;
  describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, () => {
    escapes(user);
  });
}

function escapes(user: SandboxUser): void {
  let program: EmulatorProgram;
  let running: EmulatorProcess;
  let booter: Booter;
  let secrets: string;
  beforeAll(async () => {
    program = await buildEmulatorProgram();
    // Everybody on the machine may read this; an instance is not on the machine.
    secrets = mkdtempSync(join(tmpdir(), "secrets-"));
    chmodSync(secrets, 0o755);
    writeFileSync(join(secrets, "secret"), "SECRET");
    mkdirSync(join(secrets, "open"));
    chmodSync(join(secrets, "open"), 0o777);
    running = await program.start(user, { region: "ap-northeast-1", instanceMode: "bubblewrap" });
    booter = booterOf(running.emulator);
  });
  afterAll(async () => {
    await running?.close();
    program?.remove();
    rmSync(secrets, { recursive: true });
  });

  const output = async (...lines: string[]): Promise<string[]> =>
    (await booter.run(script(...lines))).consoleOutput.trimEnd().split("\n");
  const shell = (...lines: string[]): Promise<string[]> =>
    output("#!/bin/sh", "exec 2> /dev/null", ...lines, "echo over");

  it("does not reach the machine's network: no port, no address, no name", async () => {
    const server = createServer((_request, response) => response.end("reached"));
    await once(server.listen(0, "0.0.0.0"), "listening");
    const { port } = server.address() as AddressInfo;
    const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address));
    const places = [...new Set(["127.0.0.1", "::1", "192.0.2.1", ...own.filter((address) => !address.includes("%"))])];
    const found = await output(
      NODE,
      ...CONNECTOR,
      `const places = ${JSON.stringify(places)};`,
      "(async () => {",
      `  for (const place of places) await attempt([place, ${port}]);`,
      "  await require('node:dns/promises').lookup('example.com').then(() => console.log('RESOLVED'), () => {});",
      "  console.log('interfaces', Object.keys(require('node:os').networkInterfaces()).join());",
      "})();",
    );
    server.close();
    expect(
      found
        .slice(0, -1)
        .map((line) => line.split(" ")[0])
        .sort(),
    ).toEqual(places.map((place) => `${place},${port}`).sort());
    expect(found.join("\n")).not.toMatch(/REACHED|RESOLVED/);
    expect(found.at(-1)).toBe("interfaces lo");
  });

  it("does not reach sockets of the machine's, whether they have a path or an abstract name", async () => {
    const path = join(secrets, "open", "socket");
    const servers = [path, `\0keylease-test-${process.pid}`].map((place) => createServer().listen(place));
    await Promise.all(servers.map((server) => once(server, "listening")));
    chmodSync(path, 0o777);
    const found = await output(
      NODE,
      ...CONNECTOR,
      `attempt(${JSON.stringify(path)}).then(() => attempt('\\0keylease-test-${process.pid}'))`,
    );
    for (const server of servers) server.close();
    expect(found).toHaveLength(2);
    expect(found.join("\n")).not.toContain("REACHED");
  });

  it("does not reach the control interface, even with its token", async () => {
    const { endpoint, controlToken } = running.emulator;
    const found = await output(
      NODE,
      `const headers = { authorization: 'Bearer ${controlToken}' };`,
      `fetch('${endpoint}/_keylease/instances', { headers })`,
      "  .then(async (answer) => console.log(answer.status, (await answer.text()).includes('instances')));",
    );
    expect(found).toEqual(["400 false"]);
  });

  it("cannot read what is the machine's", async () => {
    const folder = program.folder;
    const found = await shell(
      `cat ${secrets}/secret /proc/*/root${secrets}/secret`,
      "cat /etc/shadow /etc/gshadow /etc/sudoers /etc/ssh/ssh_host_*",
      `ls ${folder} ${secrets} /boot /lost+found /sys`,
      "find /home /root /mnt /media /srv -mindepth 1",
      "cat /proc/1/environ /proc/*/environ | tr '\\0' '\\n' | grep SECRET_OF_THE_EMULATOR",
      `cat /proc/*/cmdline | tr '\\0' '\\n' | grep -E 'emulato[r].mjs|keylease-[0-9A-Za-z]{6}'`,
      "cat /proc/kcore | head -c 1",
      "head -c 1 /dev/mem; head -c 1 /dev/kmsg; ls /dev/vda* /dev/sd* /dev/nvme*",
      "dmesg | head -1",
    );
    expect(found).toEqual(["over"]);
  });

  it("cannot write to what is the machine's", async () => {
    const before = fingerprint();
    const found = await shell(
      `(echo x > ${secrets}/open/x) && echo wrote ${secrets}/open`,
      `mkdir -p ${secrets}/open && echo x > ${secrets}/open/y && echo made a folder of its own`,
      "echo x > /usr/bin/keylease-escape; echo x > /etc/keylease-escape; echo x > /tmp/keylease-escape",
      "rm -rf /usr/share/doc /etc/ssl",
      "for path in /proc/sysrq-trigger /proc/sys/kernel/core_pattern /proc/sys/vm/drop_caches /proc/self/oom_score_adj; do",
      "  (: > $path) && echo opened $path",
      "done",
      "(: > /dev/x) && echo wrote to /dev",
      "echo x > /opt/keylease/bin/node && echo changed node",
      "echo x > /run/keylease/relay.mjs && echo changed the relay",
    );
    // /tmp is the instance's own, so that the folder can be made there; on the machine nothing has come of it.
    expect(found.filter((line) => line !== "made a folder of its own")).toEqual(["over"]);
    expect(readdirSync(join(secrets, "open"))).toEqual([]);
    expect(fingerprint()).toEqual(before);
  });

  it("cannot get rights: no mounts, no namespaces, no devices, no way out of its root", async () => {
    const found = await shell(
      "mount -t tmpfs none /mnt && echo mounted",
      "mount --bind /proc /mnt && echo bound",
      "mount -o remount,rw / && echo remounted",
      "mount -o remount,rw /proc && echo remounted proc",
      "umount /proc && echo unmounted",
      "umount -l /etc && echo unmounted etc",
      "unshare -U true && echo made a user namespace",
      "unshare -m true && echo made a mount namespace",
      "unshare -n true && echo made a network namespace",
      "nsenter -t 1 -a true && echo entered namespaces",
      "chroot / true && echo changed its root",
      "mknod /tmp/disk b 254 0 && echo made a device",
      "date -s 2020-01-01 > /dev/null && echo set the time",
      "hostname other && echo renamed",
      "insmod /dev/null && echo loaded a module",
      "swapon /dev/zero && echo swapped",
    );
    expect(found).toEqual(["over"]);
  });

  it("has no rights but those over its own loopback", async () => {
    const [effective] = await shell("grep CapEff /proc/self/status");
    // CAP_NET_BIND_SERVICE is bit 10 and CAP_NET_ADMIN bit 12.
    expect(BigInt(`0x${effective?.split("\t")[1]}`)).toBe((1n << 10n) | (1n << 12n));
    const [setting] = await shell("grep NoNewPrivs /proc/self/status");
    expect(setting).toBe("NoNewPrivs:\t1");
  });

  it("sees and signals no process of the machine's", async () => {
    const mark = `7${process.pid}${Date.now()}`;
    const victim = spawn("sleep", [mark], { stdio: "ignore" });
    await once(victim, "spawn");
    const found = await shell(
      `kill -9 ${victim.pid} && echo killed`,
      `kill -9 ${running.pid} && echo killed the emulator`,
      `cat /proc/*/cmdline | grep -c "[7]${mark.slice(1)}"`,
    );
    expect(found).toEqual(["0", "over"]);
    // Only these two are tried: everything that can be seen (-1) would be everything there is, should it ever fail.
    expect(victim.exitCode ?? victim.signalCode).toBeNull();
    expect(() => process.kill(running.pid, 0)).not.toThrow();
    victim.kill();
  });

  it("does not reach another instance: its metadata, its tokens, its files, its processes", async () => {
    const mark = `8${process.pid}${Date.now()}`;
    const neighbour = await booter.boot(
      script(
        NODE,
        "const { writeFileSync } = require('node:fs');",
        METADATA,
        "writeFileSync('/tmp/of-the-neighbour', 'x');",
        "const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' };",
        "fetch(metadata + '/latest/api/token', { method: 'PUT', headers }).then(async (answer) => {",
        "  console.log('token', await answer.text(), 'end');",
        `  require('node:child_process').spawn('sleep', ['${mark}']);`,
        "});",
      ),
    );
    const isReady = ({ consoleOutput }: { consoleOutput: string }): boolean => consoleOutput.includes(" end\n");
    const ready = await waitForInstance(running.emulator, neighbour, isReady);
    const token = /token (\S+) end/.exec(ready.consoleOutput)?.[1] ?? "";
    const socket = ready.metadata?.socketPath ?? "";
    expect([token.length > 20, existsSync(socket)]).toEqual([true, true]);
    const found = await output(
      NODE,
      ...CONNECTOR,
      "const { execSync } = require('node:child_process');",
      METADATA,
      "const read = async (token) => {",
      "  const headers = { 'x-aws-ec2-metadata-token': token };",
      "  return (await fetch(metadata + '/latest/meta-data/instance-id', { headers }));",
      "};",
      "(async () => {",
      `  console.log('status', (await read('${token}')).status);`,
      "  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };",
      "  const own = await (await fetch(metadata + '/latest/api/token', { method: 'PUT', headers })).text();",
      "  console.log('id', await (await read(own)).text());",
      `  await attempt(${JSON.stringify(socket)});`,
      "  console.log(execSync('ls /tmp/of-the-neighbour /tmp/keylease-* 2> /dev/null | wc -l').toString().trim());",
      `  console.log(execSync("cat /proc/*/cmdline | tr '\\\\0' ' ' | grep -c 'sleep ${mark}' || true").toString().trim());`,
      "})();",
    );
    const others = found.filter((line) => !line.startsWith("id "));
    expect(others).toEqual(["status 401", `${socket} ENOENT`, "0", expect.stringMatching(/^[01]$/)]);
    expect(found.find((line) => line.startsWith("id "))).not.toContain(neighbour);
    await booter.terminate(neighbour);
    expect(countProcesses(mark)).toBe(0);
  });

  it("leaves nothing behind when its instance is terminated", async () => {
    const mark = `9${process.pid}${Date.now()}`;
    const id = await booter.boot(
      script("#!/bin/sh", `setsid sh -c 'trap "" TERM HUP INT; sleep ${mark}' &`, "echo started", `sleep ${mark}`),
    );
    const { metadata } = await waitForInstance(running.emulator, id, isStarted);
    await booter.terminate(id);
    expect(countProcesses(mark)).toBe(0);
    expect(existsSync(join(metadata?.socketPath ?? "/", ".."))).toBe(false);
  });

  it("ends when its emulator is killed", async () => {
    const mark = `5${process.pid}${Date.now()}`;
    const victim = await program.start(user, { region: "ap-northeast-1", instanceMode: "bubblewrap" });
    const id = await booterOf(victim.emulator).boot(
      script("#!/bin/sh", `setsid sleep ${mark} &`, "echo started", `sleep ${mark}`),
    );
    const { metadata } = await waitForInstance(victim.emulator, id, isStarted);
    await waitForProcess(mark);
    await victim.kill();
    for (let attempt = 0; attempt < 400 && countProcesses(mark) > 0; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(countProcesses(mark)).toBe(0);
    rmSync(join(metadata?.socketPath as string, ".."), { recursive: true });
  });

  it("has limits: its disk, its memory, core files, processes", async () => {
    const found = await shell(
      "head -c 1100m /dev/zero > /var/full || echo full",
      "rm /var/full",
      "head -c 70m /dev/zero > /dev/shm/full || echo shared memory full",
      "ulimit -c",
      "ulimit -d",
      "grep -E 'Max processes' /proc/self/limits | tr -s ' ' | sed 's/ $//'",
    );
    expect(found).toEqual(["full", "shared memory full", "0", "4194304", "Max processes 2048 2048 processes", "over"]);
  });
}

const isStarted = ({ consoleOutput }: { consoleOutput: string }): boolean => consoleOutput.includes("started");

/** What an escape would have changed. */
function fingerprint(): unknown {
  const paths = ["/usr/bin/keylease-escape", "/etc/keylease-escape", "/tmp/keylease-escape"];
  return [
    ...paths.map((path) => existsSync(path)),
    existsSync("/etc/ssl"),
    readFileSync("/proc/sys/kernel/core_pattern", "utf8"),
  ];
}
