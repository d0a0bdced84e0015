/** What is wrong with a body in AWS's chunked encoding. */
export type ChunkFault =
  /** It ends too early, or its framing cannot be read. */
  | { readonly type: "framing" }
  /** A chunk that is not the last is smaller than 8 KiB; `chunk` counts from 1 and names the one after it. */
  | { readonly type: "small-chunk"; readonly chunk: number; readonly sizeBytes: number }
  /** What follows the last chunk is not the trailer that was announced. */
  | { readonly type: "trailer" }
  /** It decodes to another number of bytes than was declared. */
  | { readonly type: "length"; readonly expectedBytes: number; readonly actualBytes: number };

/** A body that is not in AWS's chunked encoding, or not as it was announced. */
export class ChunkFormatError extends Error {
  override readonly name = "ChunkFormatError";
  readonly fault: ChunkFault;

  constructor(fault: ChunkFault) {
    super(`the chunked body is malformed: ${fault.type}`);
    this.fault = fault;
  }
}
