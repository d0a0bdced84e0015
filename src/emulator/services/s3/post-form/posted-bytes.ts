import { AwsError, FormFormatError } from "../../../../wire/index.ts";
import { type DigestedBytes, type Digesting, digested } from "../body/digested-bytes.ts";
import type { BodyDigests } from "../body/digester.ts";
import { MAX_PUT_BYTES } from "../body/upload-body.ts";
import { incompleteBody, tooLarge } from "../errors.ts";
import type { FileRange } from "./check-policy.ts";
import { formError, type PostForm } from "./post-form.ts";

/** The bytes of a form's file on their way to where they are kept. How many they are is known only at their end. */
export class PostedBytes implements DigestedBytes {
  readonly #form: PostForm;
  readonly #range: FileRange;
  readonly #digesting: Digesting;
  #digests: BodyDigests | undefined;

  constructor(form: PostForm, range: FileRange, digesting: Digesting) {
    this.#form = form;
    this.#range = range;
    this.#digesting = digesting;
  }

  get digests(): BodyDigests {
    if (this.#digests === undefined) throw new Error("the upload has not ended");
    return this.#digests;
  }

  /** Throws before its end where the form breaks off, or its file is not as long as its policy says. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const most = Math.min(this.#range.most, MAX_PUT_BYTES);
    yield* digested(this.#counted(most), this.#digesting);
    this.#digests = await this.#digesting.digester.finish();
  }

  async *#counted(most: number): AsyncGenerator<Uint8Array> {
    let sizeBytes = 0;
    try {
      for await (const chunk of this.#form.file.bytes) {
        sizeBytes += chunk.length;
        // Beyond the limit bytes are only counted: S3 tells how many there were.
        if (sizeBytes <= most) yield chunk;
      }
    } catch (error) {
      if (error instanceof FormFormatError) throw formError(error);
      // The client went away: nobody reads the answer, but the log must not call it a fault of ours.
      throw error instanceof AwsError ? error : incompleteBody(sizeBytes, sizeBytes);
    }
    if (sizeBytes > most) {
      const kind = ["EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"] as const;
      throw tooLarge(kind, ["ProposedSize", sizeBytes], ["MaxSizeAllowed", most]);
    }
    if (sizeBytes < this.#range.least) {
      const kind = ["EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"] as const;
      throw tooLarge(kind, ["ProposedSize", sizeBytes], ["MinSizeAllowed", this.#range.least]);
    }
  }
}
