import { FormFormatError } from "./form-format-error.ts";

/** What a part's headers say. */
export interface PartHead {
  readonly name: string;
  /** As sent; an empty one is none. */
  readonly filename: string | undefined;
}

/**
 * Reads the headers of a part.
 *
 * @throws FormFormatError where no `Content-Disposition` names a field.
 */
export function parsePartHead(text: string): PartHead {
  const disposition = text
    .split("\r\n")
    .map((line) => /^content-disposition:\s*form-data\s*(;.*)$/i.exec(line)?.[1])
    .find((parameters) => parameters !== undefined);
  const name = parameter(disposition ?? "", "name");
  if (name === undefined) throw new FormFormatError("malformed", "a part of the form names no field");
  return { name, filename: parameter(disposition ?? "", "filename") || undefined };
}

function parameter(text: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, "i").exec(text);
  if (match === null) return undefined;
  // Browsers escape quotes in file names as %22, older ones with a backslash.
  return match[1]?.replace(/\\(["\\])/g, "$1") ?? match[2];
}
