import type { Readable } from "node:stream";

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

/** The bytes of a request; may be asked for again when it is sent again. */
export interface CallBody {
  readonly sizeBytes: number;
  /** SHA-256 in lower-case hex, or `UNSIGNED-PAYLOAD`. */
  readonly sha256: string;
  /** All of them, where they are in memory: they go out without a stream. */
  readonly bytes?: Buffer | undefined;
  stream(): Readable;
}
