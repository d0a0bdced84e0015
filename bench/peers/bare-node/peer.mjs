// Sends a file in parts, or all files of a directory, and does next to nothing else: `node peer.mjs SOURCE ENDPOINT PREFIX
// [sum]`. It signs nothing, and with `sum` alone it computes a CRC-32 of each part. What it takes is what Node takes for it.
import { read } from "node:fs";
import { open, readdir, readFile, stat } from "node:fs/promises";
import { Agent as PlainAgent, request as requestPlain } from "node:http";
import { request as requestSecure, Agent as SecureAgent } from "node:https";
import { join, relative } from "node:path";
import { crc32 } from "node:zlib";

const PART_BYTES = 16 * 1024 ** 2;
const SLICE_BYTES = 2 * 1024 ** 2;
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
  let next = 0;
  const sendNext = async () => {
    const slice = memory(SLICE_BYTES);
    for (let at = PART_BYTES * next++; at < size; at = PART_BYTES * next++) {
      await sendPart(file.fd, { at, length: Math.min(PART_BYTES, size - at), slice });
    }
  };
  await Promise.all(Array.from({ length: PARTS_IN_FLIGHT }, sendNext));
  await file.close();
}

/**
 * Reads, sums up and sends a slice after the other, each when the socket has taken the last: so they are in a processor's cache.
 *
 * @param {number} descriptor
 * @param {{ at: number, length: number, slice: Buffer }} part
 * @returns {Promise<void>}
 */
function sendPart(descriptor, { at, length, slice }) {
  const path = `${prefix}object?partNumber=${at / PART_BYTES + 1}&uploadId=bare`;
  return new Promise((resolve, reject) => {
    const message = begin(path, length, { resolve, reject });
    /** @param {number} done */
    const sendSlice = (done) => {
      read(descriptor, slice, 0, Math.min(SLICE_BYTES, length - done), at + done, (error, readBytes) => {
        if (error) return reject(error);
        const bytes = slice.subarray(0, readBytes);
        if (summing === "sum") sum = crc32(bytes, sum);
        if (done + readBytes === length) message.end(bytes);
        else message.write(bytes, () => sendSlice(done + readBytes));
      });
    };
    let sum = 0;
    message.flushHeaders();
    sendSlice(0);
  });
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
  return new Promise((resolve, reject) => void begin(path, bytes.length, { resolve, reject }).end(bytes));
}

/**
 * @param {string} path
 * @param {number} length
 * @param {{ resolve: () => void, reject: (error: Error) => void }} told
 */
function begin(path, length, { resolve, reject }) {
  const message = start({ method: "PUT", hostname, port, path, agent, headers: { "content-length": length } });
  message.on("error", reject);
  message.on("response", (response) => {
    response.resume();
    response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))));
  });
  return message;
}
