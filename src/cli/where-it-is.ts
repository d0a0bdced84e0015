import { type Lease, quoteForShell } from "../lease/index.ts";
import type { UploadedObject } from "../upload/index.ts";

/** How an object that was uploaded can be had, in lines. */
export function whereItIs(
  { bucket, key, url }: Pick<UploadedObject, "bucket" | "key" | "url">,
  isPublic: boolean | undefined,
  place: Pick<Lease, "region" | "endpoints">,
): readonly string[] {
  if (isPublic === true) return [url];
  const who = `whoever has s3:GetObject for it fetches it${isPublic === false ? " (it is not public)" : ""}`;
  // A command with a line break or an escape in it is not what a person could copy.
  if (/\p{Cc}/u.test(key)) return [`${who} from ${url}`];
  return [`${who} with:`, `  ${fetchCommand({ bucket, key }, place)}`];
}

/** A command that fetches an object, for a POSIX shell. */
function fetchCommand(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { region, endpoints }: Pick<Lease, "region" | "endpoints">,
): string {
  // These would be folders and not the name of a file.
  const isNameless = /(?:^|\/)\.{1,2}$/.test(key);
  const words = ["aws", "s3", "cp", `s3://${bucket}/${key}`, isNameless ? "object" : ".", "--region", region];
  if (endpoints.s3 !== undefined) words.push("--endpoint-url", endpoints.s3);
  return words.map(word).join(" ");
}

function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoteForShell(text);
}
