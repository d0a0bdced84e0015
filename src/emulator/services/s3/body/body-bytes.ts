import {
  AwsError,
  ChunkedDecoder,
  type ChunkFault,
  ChunkFormatError,
  ChunkSignatureError,
  header,
} from "../../../../wire/index.ts";
import type { ChunkSeed } from "../../../pipeline/authentication/signed-request.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { signatureMismatch } from "../authentication/signature-mismatch.ts";
import { incompleteBody, malformedTrailer, missingContentLength, s3Error } from "../errors.ts";
import { checksumHeader } from "./checksums.ts";
import type { DeclaredDigests } from "./declared-digests.ts";

/** The bytes of a body, decoded where they come in AWS's chunked encoding. */
export interface BodyBytes {
  /** Can be read once. Throws before its end where the body is not what was announced. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The checksum that followed the bytes; known when they have ended. */
  trailing(): string | undefined;
}

/**
 * How many bytes a body has, decoded; `undefined` where it does not say.
 *
 * @throws AwsError `MissingContentLength` where a chunked body does not say it in a header of its own.
 */
export function declaredLength({ head, body, payload }: ServiceRequest): number | undefined {
  if (payload.form !== "chunked") return body.contentLength;
  const text = header(head, "x-amz-decoded-content-length") ?? "";
  if (!/^\d{1,15}$/.test(text)) throw missingContentLength();
  return Number(text);
}

/** How a body is read. */
export interface OpenOptions extends Pick<DeclaredDigests, "trailer"> {
  /** Whether the reader has each chunk only until it asks for the next one: large bodies cost less so. Default: false. */
  readonly lent?: boolean;
}

/** Opens the body; nothing of it is asked for before it is read. */
export function openBody(request: ServiceRequest, { trailer, lent = false }: OpenOptions): BodyBytes {
  const { body, payload } = request;
  const coming = lent ? body.lend() : body.stream();
  if (payload.form !== "chunked") return { bytes: coming, trailing: () => undefined };
  const { signatures, seed } = payload;
  const decoder = new ChunkedDecoder(coming, {
    decodedBytes: declaredLength(request) ?? 0,
    ...(signatures === undefined ? {} : { signatures }),
    ...(trailer === undefined ? {} : { trailerName: checksumHeader(trailer) }),
  });
  return { bytes: withS3Errors(decoder.bytes(), seed), trailing: () => decoder.trailerValue };
}

async function* withS3Errors(bytes: AsyncIterable<Uint8Array>, seed: ChunkSeed): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    if (error instanceof ChunkFormatError) throw faultError(error.fault);
    if (error instanceof ChunkSignatureError) {
      throw signatureMismatch({ ...seed, signature: error.signature, stringToSign: error.stringToSign });
    }
    throw error;
  }
}

function faultError(fault: ChunkFault): AwsError {
  switch (fault.type) {
    case "framing":
      return new AwsError("IncompleteBody", "The request body terminated unexpectedly", { status: 400 });
    case "trailer":
      return malformedTrailer();
    case "length":
      return incompleteBody(fault.expectedBytes, fault.actualBytes);
    case "small-chunk":
      return s3Error(
        403,
        ["InvalidChunkSizeError", "Only the last chunk is allowed to have a size less than 8192 bytes"],
        { Chunk: String(fault.chunk), BadChunkSize: String(fault.sizeBytes) },
      );
  }
}
