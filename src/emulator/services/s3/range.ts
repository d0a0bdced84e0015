import type { AwsError } from "../../../wire/index.ts";
import type { ByteRange } from "../../state/blobs.ts";
import { s3Error } from "./errors.ts";

/**
 * Which bytes a `Range` header asks for. S3 takes one range; whatever else stands there (several ranges, an order that
 * cannot be, other units) counts as no range, and the whole object is sent.
 *
 * @returns `undefined` for the whole object.
 * @throws AwsError `InvalidRange` where no byte of the object is in the range.
 */
export function readRange(text: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(text ?? "");
  if (text === undefined || match === null) return undefined;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return undefined;
  if (from === "") return suffix(Number(to), sizeBytes, text);
  const first = Number(from);
  const last = to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== "" && first > Number(to)) return undefined;
  if (first >= sizeBytes) throw invalidRange(text, sizeBytes);
  return { first, last };
}

function suffix(length: number, sizeBytes: number, text: string): ByteRange {
  if (length === 0 || sizeBytes === 0) throw invalidRange(text, sizeBytes);
  return { first: Math.max(0, sizeBytes - length), last: sizeBytes - 1 };
}

function invalidRange(requested: string, sizeBytes: number): AwsError {
  return s3Error(416, ["InvalidRange", "The requested range is not satisfiable"], {
    RangeRequested: requested,
    ActualObjectSize: String(sizeBytes),
  });
}
