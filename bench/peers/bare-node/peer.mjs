// Sends a file in parts, or all files of a directory, and does next to nothing else: `node peer.mjs SOURCE ENDPOINT PREFIX
// [sum]`. It signs nothing, and with `sum` alone it computes a CRC-32 of each part. What it takes is what Node takes for it.
import { open, readdir, readFile, stat } from "node:fs/promises";
import { Agent as PlainAgent, request as requestPlain } from "node:http";
import { request as requestSecure, Agent as SecureAgent } from "node:https";
import { join, relative } from "node:path";
import { crc32 } from "node:zlib";

const PART_BYTES = 8 * 1024 ** 2;
const PARTS_IN_FLIGHT = 6;
const FILES_IN_FLIGHT = 32;

const [source = "", endpoint = "", prefix = "", summing] = process.argv.slice(2);
const { hostname, port, protocol } = new URL(endpoint);
const isSecure = protocol === "https:";
const agent = new (isSecure ? SecureAgent : PlainAgent)({ keepAlive: true });
const start = isSecure ? requestSecure : requestPlain;
if ((await stat(source)).isDirectory()) await sendAll();
else await sendParts();
agent.destroy();

async function sendParts() {
  const file = await open(source);
  const { size } = await file.stat();
  const slots = Array.from({ length: PARTS_IN_FLIGHT }, () => memory(Math.min(PART_BYTES, size)));
  let next = 0;
  /** @param {Buffer} memory */
  const sendNext = async (memory) => {
    for (let at = PART_BYTES * next++; at < size; at = PART_BYTES * next++) {
      const { bytesRead } = await file.read(memory, 0, Math.min(memory.length, size - at), at);
      if (summing === "sum") crc32(memory.subarray(0, bytesRead));
      await put(`${prefix}object?partNumber=${at / PART_BYTES + 1}&uploadId=bare`, memory.subarray(0, bytesRead));
    }
  };
  await Promise.all(slots.map(sendNext));
  await file.close();
}

/**
 * Memory that begins where a page does, 16 bytes before which the C library's block does: see src/core/page-memory.ts.
 *
 * @param {number} bytes
 */
function memory(bytes) {
  return Buffer.allocUnsafeSlow(bytes + 4080).subarray(4080);
}

async function sendAll() {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sendNext = async () => {
    for (let file = files.pop(); file !== undefined; file = files.pop()) {
      await put(`${prefix}${relative(source, file)}`, await readFile(file));
    }
  };
  await Promise.all(Array.from({ length: FILES_IN_FLIGHT }, sendNext));
}

/**
 * @param {string} path
 * @param {Buffer} bytes
 * @returns {Promise<void>}
 */
function put(path, bytes) {
  return new Promise((resolve, reject) => {
    const message = start({ method: "PUT", hostname, port, path, agent, headers: { "content-length": bytes.length } });
    message.on("error", reject);
    message.on("response", (response) => {
      response.resume();
      response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))));
    });
    message.end(bytes);
  });
}
