import { FormFormatError } from "./form-format-error.ts";
import { FormScanner } from "./form-scanner.ts";
import { parsePartHead } from "./part-head.ts";

/** The file of a form, still on its way. */
export interface FormFile {
  readonly filename: string | undefined;
  /** Can be read once. Throws before its end where the form breaks off. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A form up to its file. */
export interface MultipartForm {
  /** In the order in which they came. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** The first part of the file's name; what follows it is not read. `undefined` where there is none. */
  readonly file: FormFile | undefined;
}

export interface FormOptions {
  readonly boundary: string;
  /** The field that is not held in memory. Field names are compared without their case. */
  readonly fileField: string;
  /** What all that comes before the file may have in all. */
  readonly maxFieldBytes: number;
}

/**
 * Reads a `multipart/form-data` body (RFC 7578) up to its file, and lets the file stream.
 *
 * @throws FormFormatError
 */
export async function readMultipartForm(
  body: AsyncIterable<Uint8Array>,
  { boundary, fileField, maxFieldBytes }: FormOptions,
): Promise<MultipartForm> {
  const scanner = new FormScanner(body, { boundary, maxFieldBytes });
  const fields: (readonly [string, string])[] = [];
  while (await scanner.nextPart()) {
    const { name, filename } = parsePartHead(await scanner.head());
    if (name.toLowerCase() === fileField.toLowerCase()) return { fields, file: { filename, bytes: scanner.file() } };
    fields.push([name, await scanner.field()]);
  }
  return { fields, file: undefined };
}

/**
 * The boundary that a `Content-Type` names; `undefined` where it is of no form.
 *
 * @throws FormFormatError where it is of a form and names no boundary that there can be.
 */
export function formBoundary(contentType: string | undefined): string | undefined {
  if (!/^multipart\/form-data\s*(;|$)/i.test((contentType ?? "").trim())) return undefined;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]*)"|([^\s;]+))/i.exec(contentType ?? "") ?? [];
  const boundary = quoted ?? plain ?? "";
  if (boundary === "" || boundary.length > 70) throw new FormFormatError("malformed", "the form names no boundary");
  return boundary;
}
