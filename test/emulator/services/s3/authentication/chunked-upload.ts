import { crc32 } from "node:zlib";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig } from "../../../../support/emulator.ts";
import { RawConnection } from "../../../../support/raw-connection.ts";
import { type HandSignature, signedChunks, signedTrailer, signHeaders } from "../../../../support/sigv4-by-hand.ts";
import type { RawAnswer } from "../world.ts";

export const SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
export const SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
export const UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

const CHUNKS = ["a".repeat(8192), "b".repeat(9000), "the end"];

const crc32Of = (text: string): string => {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc32(text));
  return digest.toString("base64");
};
export const unsignedChunks = (chunks: readonly string[]): string =>
  [...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`), "0\r\n"].join("");

/** An upload in AWS's chunked encoding. */
export interface ChunkedUpload {
  readonly payloadHash: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly chunks?: readonly string[];
  /** Default: what the chunks come to. `null`: not said. */
  readonly decodedLength?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the body; default: the chunks as the payload's form asks, with a right trailer. */
  readonly body?: (parts: {
    readonly seed: HandSignature;
    readonly at: Date;
    readonly chunks: readonly string[];
  }) => string;
  /** Whether HTTP's own chunks are around it. */
  readonly transferChunked?: boolean;
}

const TRAILERS = { [SIGNED]: false, [SIGNED_TRAILER]: true, [UNSIGNED_TRAILER]: true };

/** What is right for a payload of that form. */
export function defaultBody(payloadHash: string): NonNullable<ChunkedUpload["body"]> {
  return ({ seed, at, chunks }) => {
    const value = crc32Of(chunks.join(""));
    const trailer = { name: "x-amz-checksum-crc32", value };
    if (payloadHash === UNSIGNED_TRAILER) return `${unsignedChunks(chunks)}${trailer.name}:${value}\r\n\r\n`;
    const { body, lastSignature } = signedChunks(chunks, seed, at);
    return payloadHash === SIGNED ? `${body}\r\n` : `${body}${signedTrailer(trailer, { seed, lastSignature, at })}`;
  };
}

/** Sends an upload as root. */
export async function sendChunked(
  emulator: Emulator,
  upload: ChunkedUpload,
): Promise<RawAnswer & { readonly seed: HandSignature }> {
  const { payloadHash, method = "PUT", path = "/chunked/k", query = {}, chunks = CHUNKS } = upload;
  const { transferChunked = false, decodedLength = String(chunks.join("").length) } = upload;
  const hasTrailer = TRAILERS[payloadHash as keyof typeof TRAILERS] === true;
  const { credentials, region } = clientConfig(emulator);
  const at = emulator.now();
  const headers = {
    host: new URL(emulator.endpoint).host,
    ...(decodedLength === null ? {} : { "x-amz-decoded-content-length": decodedLength }),
    ...(hasTrailer ? { "x-amz-trailer": "x-amz-checksum-crc32" } : {}),
    ...upload.headers,
  };
  const seed = signHeaders({ method, path, query, headers, payloadHash }, { credentials, region, at });
  const body = (upload.body ?? defaultBody(payloadHash))({ seed, at, chunks });
  const framing = transferChunked ? "transfer-encoding: chunked" : `content-length: ${body.length}`;
  const lines = Object.entries(seed.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const search = new URLSearchParams(query).toString();
  const head = `${method} ${path}${search === "" ? "" : `?${search}`} HTTP/1.1\r\n${lines.join("")}${framing}\r\n\r\n`;
  const connection = await RawConnection.open(emulator.endpoint);
  const answer = await connection.send(head + (transferChunked ? inTransferChunks(body) : body)).next();
  connection.destroy();
  if (answer === undefined) throw new Error("there was no answer");
  return { ...answer, seed };
}

/** Cut where no chunk of AWS's ends. */
function inTransferChunks(body: string): string {
  const pieces = body.match(/[\s\S]{1,5000}/g) ?? [];
  return `${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join("")}0\r\n\r\n`;
}
