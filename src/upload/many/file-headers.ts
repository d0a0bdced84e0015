import type { Scope } from "../../lease/index.ts";
import { contentTypeOf } from "../content-type.ts";
import type { TransferOptions } from "../put-object.ts";
import { type UploadHeaders, uploadHeaders } from "../upload-headers.ts";

/** The headers of many objects, which differ in nothing but what a file's name says: made once for each Content-Type. */
export class FileHeaders {
  readonly #options: TransferOptions;
  readonly #byScope = new Map<Scope, Map<string, UploadHeaders>>();

  constructor(options: TransferOptions) {
    this.#options = options;
  }

  /** @throws KeyleaseError `ArgumentInvalid`. */
  for(scope: Scope, file: string): UploadHeaders {
    const contentType = this.#options.contentType ?? contentTypeOf(file);
    const byType = this.#byScope.get(scope) ?? new Map<string, UploadHeaders>();
    const known = byType.get(contentType);
    if (known !== undefined) return known;
    const headers = uploadHeaders(scope, { ...this.#options, file });
    this.#byScope.set(scope, byType.set(contentType, headers));
    return headers;
  }
}
