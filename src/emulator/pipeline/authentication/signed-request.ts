import type { ChunkSignatures } from "../../../wire/index.ts";

/** Where a request carries its signature. */
export type SignaturePlace = "header" | "query";

/** How a request was signed, in the words of S3's condition keys. */
export interface RequestSignature {
  readonly version: "AWS4-HMAC-SHA256" | "AWS";
  /** `form`: in the fields of a form, over its policy. */
  readonly place: SignaturePlace | "form";
  /** Of a presigned request or a form: how long ago it was signed, by the emulator's clock. */
  readonly ageMilliseconds?: number;
}

/** What a request's signature says of its body. */
export type SignedPayload =
  /** Nothing: presigned, Signature Version 2 or not signed at all. */
  | { readonly form: "undeclared" }
  | { readonly form: "unsigned" }
  /** In hex, in lower case. */
  | { readonly form: "sha256"; readonly sha256: string }
  /** In AWS's chunked encoding, with or without a trailer, with or without a signature a chunk. */
  | {
      readonly form: "chunked";
      readonly trailer: boolean;
      readonly signatures?: ChunkSignatures;
      readonly seed: ChunkSeed;
    };

/** What S3 shows where a chunk's signature does not hold: it belongs to the request, not to the chunk. */
export interface ChunkSeed {
  readonly accessKeyId: string;
  readonly canonicalRequest: string;
}
