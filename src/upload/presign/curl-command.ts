import { quoteForShell } from "../../lease/index.ts";
import type { PresignedPut } from "./presign-put.ts";

/**
 * A command for curl 7.76 and newer that sends a presigned PUT; the file is named by the shell's variable `FILE`.
 *
 * It holds a presigned URL and not the keys for `--aws-sigv4`: what curl signs by itself it signs for an empty body, and
 * the arguments of a process can be read by others. As a URL they are good for one object alone.
 */
export function curlCommand({ url, headers }: PresignedPut): string {
  const options = Object.entries(headers).map(([name, value]) => `--header ${quoteForShell(`${name}: ${value}`)}`);
  // Without --path-as-is curl would take `..` out of a key, without --globoff it would read `[` as a range.
  return [
    'curl --fail-with-body --path-as-is --globoff --upload-file "${FILE:?}"',
    ...options,
    quoteForShell(url),
  ].join(" ");
}
