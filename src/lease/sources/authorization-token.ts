import { readFile, stat } from "node:fs/promises";
import { KeyleaseError } from "../../core/index.ts";

/** What is sent as `Authorization`, as it stands; a file is read anew each time, for others replace it. */
export type AuthorizationToken = { readonly token: string } | { readonly tokenFile: string };

const MOST_BYTES = 65_536;

/**
 * Finds the text of the header.
 *
 * @throws KeyleaseError `TokenUnavailable`. The token is never part of it.
 */
export async function authorizationOf(source: AuthorizationToken): Promise<string> {
  // One line end belongs to the file, and not to the token.
  const token = "token" in source ? source.token : (await readTokenFile(source.tokenFile)).replace(/\r?\n$/, "");
  // A line break would begin another header.
  if (/^[\x20-\x7e]{1,65536}$/.test(token)) return token;
  throw new KeyleaseError("TokenUnavailable", "the authorization token is empty, or cannot be a header", {
    hint: "It must be one line of printable characters.",
  });
}

async function readTokenFile(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw Object.assign(new Error(), { code: "it is too long" });
    return await readFile(path, "utf8");
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? "it cannot be opened";
    throw new KeyleaseError("TokenUnavailable", `the token file \`${path}\` cannot be read (${reason})`, {
      hint: "Check the path and who may read it.",
      cause,
    });
  }
}
