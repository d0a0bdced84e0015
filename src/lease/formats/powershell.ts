import type { Lease } from "../lease-document.ts";
import { SHADOWING_VARIABLES, variablesOf } from "./variables.ts";

/** Lines for `Invoke-Expression` in PowerShell. */
export function asPowerShellLines(lease: Lease): string {
  const names = SHADOWING_VARIABLES.map((name) => `Env:${name}`).join(", ");
  const lines = Object.entries(variablesOf(lease)).map(([name, value]) => `$Env:${name} = ${quote(value)}`);
  return [`Remove-Item -Path ${names} -ErrorAction SilentlyContinue`, ...lines].join("\n");
}

/** In a verbatim string a quote is written twice; PowerShell takes typographic single quotes for quotes too (about_Quoting_Rules). */
function quote(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}
