// Listens for each emulator over plain HTTP and over TLS, passes every byte on as it came, and writes one line for each
// request: how it was signed and framed. It reads along and changes nothing, so what is signed stays what is received.
import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { basename, join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { describeRequest } from "./request-form.ts";

/** Heads are longer than this only with session tokens that no client here has. */
const MAX_HEAD_BYTES = 32_768;

/** A request's line and headers, wherever they begin in what a client sends. */
const HEAD = /(?:GET|PUT|POST|HEAD|DELETE) [^\r\n ]+ HTTP\/1\.1\r\n(?:[^\r\n]+\r\n)+\r\n/g;

const [folder = ""] = process.argv.slice(2);
const key = readFileSync(join(folder, "tls.key"));
const cert = readFileSync(join(folder, "tls.crt"));
const ports: Record<string, { readonly http: number; readonly https: number }> = {};
for (const file of readdirSync(join(folder, "emulators"))) {
  const { endpoint, region } = JSON.parse(readFileSync(join(folder, "emulators", file), "utf8"));
  const passOn = relayTo(Number(new URL(endpoint).port), region);
  ports[basename(file, ".json")] = {
    http: await listen(createServer(passOn)),
    https: await listen(createTlsServer({ key, cert }, passOn)),
  };
}
process.stdout.write(`${JSON.stringify(ports)}\n`);

function relayTo(port: number, region: string): (client: Socket) => void {
  return (client) => {
    const emulator = connect(port, "127.0.0.1");
    let tail = "";
    client.on("data", (bytes: Buffer) => {
      const text = tail + bytes.toString("latin1");
      const heads = [...text.matchAll(HEAD)];
      for (const [head] of heads) appendFileSync(join(folder, "sent.log"), `${describeRequest(head, region)}\n`);
      const last = heads.at(-1);
      tail = text.slice(last === undefined ? 0 : last.index + last[0].length).slice(-MAX_HEAD_BYTES);
    });
    client.pipe(emulator).pipe(client);
    // An answer that has come is still written out: only what broke takes the other side with it at once.
    emulator.on("error", () => client.destroy());
    client.on("error", () => emulator.destroy());
    client.on("close", () => emulator.destroy());
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
