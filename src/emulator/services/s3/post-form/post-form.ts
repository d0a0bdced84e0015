import {
  type FormFile,
  FormFormatError,
  formBoundary,
  header,
  type MultipartForm,
  readMultipartForm,
} from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { invalidArgument, missingContentLength, preconditionFailed, s3Error } from "../errors.ts";

/** What a form may have before its file. */
const MAX_FIELD_BYTES = 20_480;

/** A form that a browser has posted to a bucket, up to its file. */
export class PostForm {
  readonly file: FormFile;
  /** Names as sent, and in the order in which they were. */
  readonly names: readonly string[];
  readonly #values: ReadonlyMap<string, string>;

  constructor({ fields }: Pick<MultipartForm, "fields">, file: FormFile) {
    this.file = file;
    this.names = fields.map(([name]) => name);
    const values = new Map<string, string>();
    for (const [name, value] of fields) {
      const lower = name.toLowerCase();
      // INVARIANT: of a field that is there twice the same value is signed, checked and used: both, as headers are.
      values.set(lower, values.has(lower) ? `${values.get(lower)},${value}` : value);
    }
    this.#values = values;
  }

  /** A field's value; the case of its name does not matter. */
  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }

  /** @throws AwsError `InvalidArgument`. */
  require(name: string): string {
    const value = this.get(name);
    if (value !== undefined) return value;
    const message = `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`;
    throw invalidArgument(message, { name, value: "" });
  }

  /** All fields by lower-case name. */
  entries(): Iterable<readonly [name: string, value: string]> {
    return this.#values.entries();
  }

  /** The key of the new object, with the file's name put where the form asks for it. */
  get key(): string {
    const key = this.require("key");
    const { filename } = this.file;
    // Some browsers send the whole path; only the name counts.
    const name = filename?.split(/[/\\]/).at(-1);
    return name === undefined ? key : key.replaceAll("${filename}", () => name);
  }
}

/**
 * Reads the form that a request brings, up to its file.
 *
 * @throws AwsError `PreconditionFailed`, `MalformedPOSTRequest`, `MaxPostPreDataLengthExceededError`, `InvalidArgument`,
 * `MissingContentLength`.
 */
export async function readPostForm({ head, body }: ServiceRequest): Promise<PostForm> {
  try {
    const boundary = formBoundary(header(head, "content-type"));
    if (boundary === undefined) {
      throw preconditionFailed("Bucket POST must be of the enclosure-type multipart/form-data");
    }
    if (body.contentLength === undefined) throw missingContentLength();
    const form = await readMultipartForm(body.stream(), {
      boundary,
      fileField: "file",
      maxFieldBytes: MAX_FIELD_BYTES,
    });
    if (form.file !== undefined) return new PostForm(form, form.file);
  } catch (error) {
    throw error instanceof FormFormatError ? formError(error) : error;
  }
  throw invalidArgument("POST requires exactly one file upload per request.", { name: "file", value: "0" });
}

/** How S3 calls what is wrong with a form. */
export function formError({ reason }: FormFormatError): Error {
  return reason === "limit"
    ? s3Error(400, [
        "MaxPostPreDataLengthExceededError",
        "Your POST request fields preceding the upload file were too large.",
      ])
    : s3Error(400, ["MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data."]);
}
