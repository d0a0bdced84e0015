import type { Readable } from "node:stream";
import type { Pieces } from "./pieces.ts";

/** One request about an object. */
export interface Call {
  /** `UploadPart`. */
  readonly operation: string;
  readonly method: "PUT" | "POST" | "GET" | "DELETE" | "HEAD";
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: CallBody;
  readonly onProgress?: (sentBytes: number) => void;
  readonly mostAnswerBytes?: number;
  /** Instead of the transport's own. */
  readonly signal?: AbortSignal;
}

/** The bytes of a request. */
export type CallBody = (KnownBody | PassingBody) & {
  /** As the request's head tells it. */
  readonly sizeBytes: number;
  /** SHA-256 in lower-case hex, or what stands in its place, such as `UNSIGNED-PAYLOAD`. */
  readonly sha256: string;
};

/** They may be asked for again when the request is sent again. */
interface KnownBody {
  /** All of them, where they are in memory: they go out without a stream. */
  readonly bytes?: Buffer | undefined;
  stream(): Readable;
}

/** They are made while they are sent, anew each time. */
interface PassingBody {
  pieces(): Pieces;
}
