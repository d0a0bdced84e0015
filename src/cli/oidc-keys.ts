import { KeyleaseError } from "../core/index.ts";
import type { OidcKeySet } from "../emulator/index.ts";
import { readTextFile } from "./read-text.ts";

/**
 * Reads what `--oidc-keys` names: issuers with the files that hold their key sets.
 *
 * @param pairs `https://idp.example.com=keys.json`, each.
 * @throws KeyleaseError `ArgumentInvalid` or `FileUnreadable`.
 */
export async function readOidcKeys(pairs: readonly string[]): Promise<Readonly<Record<string, OidcKeySet>>> {
  const keySets: Record<string, OidcKeySet> = {};
  for (const pair of pairs) {
    const [, issuer, file] = /^(https?:\/\/[^=]+)=(.+)$/.exec(pair) ?? [];
    if (issuer === undefined || file === undefined) {
      throw new KeyleaseError("ArgumentInvalid", `\`${pair}\` is not an issuer with a file`, {
        hint: "Write ISSUER=FILE, such as https://idp.example.com=keys.json.",
      });
    }
    keySets[issuer] = readKeySet(await readTextFile(file), file);
  }
  return keySets;
}

function readKeySet(text: string, file: string): OidcKeySet {
  try {
    const value: unknown = JSON.parse(text);
    if (isKeySet(value)) return value;
  } catch {
    // Said below, like JSON that is something else.
  }
  throw new KeyleaseError("ArgumentInvalid", `the file \`${file}\` is not a JSON Web Key Set`, {
    hint: "Give what the issuer's jwks_uri answers: an object with a list of public `keys`.",
  });
}

function isKeySet(value: unknown): value is OidcKeySet {
  if (typeof value !== "object" || value === null || !("keys" in value) || !Array.isArray(value.keys)) return false;
  return value.keys.every((key: unknown) => typeof key === "object" && key !== null && "kty" in key);
}
