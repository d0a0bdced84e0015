import { KeyleaseError } from "../../core/index.ts";
import type { Lease } from "../lease-document.ts";
import { SHADOWING_VARIABLES, variablesOf } from "./variables.ts";

/**
 * Lines for `cmd`, to be called as a batch file or run one by one by `for /f`.
 *
 * @throws KeyleaseError `FormatUnsuitable` where a value has `%`, `!` or `"`: what they mean depends on where the line
 *   stands and on `setlocal`, so that no spelling is right everywhere. AWS's credentials have none of them.
 */
export function asWindowsCmdLines(lease: Lease): string {
  const cleared = SHADOWING_VARIABLES.map((name) => `set "${name}="`);
  const lines = Object.entries(variablesOf(lease)).map(([name, value]) => `set "${name}=${checked(name, value)}"`);
  return [...cleared, ...lines].join("\r\n");
}

function checked(name: string, value: string): string {
  if (!/[%!"\r\n]/.test(value)) return value;
  throw new KeyleaseError("FormatUnsuitable", `the value of ${name} has a character that cmd would change`, {
    hint: "Use --format powershell, or the lease document.",
  });
}
