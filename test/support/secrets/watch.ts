import { appendFileSync } from "node:fs";
import { join } from "node:path";

// What the whole suite has made secret, and what it has written where no secret may be, in one folder of the run: the
// end of the run looks for one in the other (see global-setup.ts).

/** Names the folder of the run; absent where the tests are run without the suite's setup. */
export const FOLDER_VARIABLE = "KEYLEASE_SUITE_FOLDER";

/** The file in the run's folder with secrets, one a line. */
export const SECRETS_FILE = "secrets";

/** Where commands that tests run have their state, and so their audit log, and their cache, unless a test says otherwise. */
export function suiteFolder(name: "state" | "cache"): string | undefined {
  const folder = process.env[FOLDER_VARIABLE];
  return folder === undefined ? undefined : join(folder, name);
}

/** Remembers texts that must not appear in any output of this run; not what only fills a place, such as `xxxx…`. */
export function watchSecrets(...secrets: readonly (string | undefined)[]): void {
  const lines = secrets.filter((secret) => secret !== undefined && secret.length >= 10 && new Set(secret).size >= 8);
  if (lines.length > 0) append(SECRETS_FILE, lines.join("\n"));
}

/** Keeps what was written to a log, an error or a note, together with the name of who wrote it. */
export function watchOutput(origin: string, text: string): void {
  if (text !== "") append("output", `${origin}: ${text}`);
}

const PRINTED =
  /(?:"(?:secretAccessKey|sessionToken|SecretAccessKey|SessionToken|Token|controlToken)":\s*"|AWS_SECRET_ACCESS_KEY=|AWS_SESSION_TOKEN=|KEYLEASE_CONTROL_TOKEN=)'?([^"'\s]+)/g;

/** Remembers every secret that a command printed whose purpose it is. */
export function watchPrinted(text: string): void {
  watchSecrets(...[...text.matchAll(PRINTED)].map(([, secret]) => secret));
}

function append(name: string, text: string): void {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder !== undefined) appendFileSync(join(folder, name), `${text}\n`);
}
