import { ANY, type GlobUnits, ONE } from "./glob.ts";
import type { RequestContext } from "./model.ts";

/** A piece of a policy text: characters as they stand, a wildcard, or a variable. */
export type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "any" | "one" }
  | { readonly kind: "variable"; readonly key: string; readonly fallback: string | undefined };

/** What a text may hold besides characters. */
export interface TemplateSyntax {
  readonly wildcards: boolean;
  /** Documents of version 2008-10-17 have none: `${aws:username}` is then text. */
  readonly variables: boolean;
}

/** `key` or `key, 'default'`; spaces are allowed inside, because tag keys have them. */
const VARIABLE = /^\s*([^\s,'{}$*?][^,'{}$*?]*?)\s*(?:,\s*'([^']*)'\s*)?$/;

/** Splits a text into tokens. A `${` that opens no variable is text; {@link variableFault} tells of it. */
export function tokenise(text: string, syntax: TemplateSyntax): readonly Token[] {
  const tokens: Token[] = [];
  let plain = "";
  const push = (token: Token): void => {
    if (plain !== "") tokens.push({ kind: "text", text: plain });
    plain = "";
    tokens.push(token);
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    const end = syntax.variables ? variableEnd(text, i) : -1;
    const token = end > 0 ? readVariable(text.slice(i + 2, end - 1)) : undefined;
    if (token !== undefined) {
      if (token.kind === "text") plain += token.text;
      else push(token);
      i = end - 1;
    } else if (syntax.wildcards && character === "*") push({ kind: "any" });
    else if (syntax.wildcards && character === "?") push({ kind: "one" });
    else plain += character;
  }
  if (plain !== "") tokens.push({ kind: "text", text: plain });
  return tokens;
}

/** The index after the `}` of the variable that begins at `start`, or -1 where none begins or it never ends. */
export function variableEnd(text: string, start: number): number {
  if (text[start] !== "$" || text[start + 1] !== "{") return -1;
  let quoted = false;
  for (let i = start + 2; i < text.length; i++) {
    if (text[i] === "'") quoted = !quoted;
    else if (text[i] === "}" && !quoted) return i + 1;
  }
  return -1;
}

/** Why the variables of a text cannot be read, or `undefined` where they can. */
export function variableFault(text: string): string | undefined {
  for (let i = text.indexOf("${"); i >= 0; i = text.indexOf("${", i)) {
    const end = variableEnd(text, i);
    if (end < 0) return "a variable has no closing brace";
    const inner = text.slice(i + 2, end - 1);
    if (readVariable(inner) === undefined) return `\`\${${inner}}\` is not a policy variable`;
    i = end;
  }
  return undefined;
}

function readVariable(inner: string): Token | undefined {
  if (inner === "*" || inner === "?" || inner === "$") return { kind: "text", text: inner };
  const [, key, fallback] = VARIABLE.exec(inner) ?? [];
  return key === undefined ? undefined : { kind: "variable", key: key.toLowerCase(), fallback };
}

/** The keys, in lower case, of a text's variables that have no default: what a request must have for it to match. */
export function requiredKeys(text: string, variables: boolean): readonly string[] {
  if (!variables || !text.includes("${")) return [];
  const tokens = tokenise(text, { wildcards: false, variables });
  return tokens.flatMap((token) => (token.kind === "variable" && token.fallback === undefined ? [token.key] : []));
}

/**
 * Puts the request's values in the place of variables. `undefined` where a variable has no value: the text then
 * matches nothing, for an empty text in its stead would widen the pattern.
 */
export function resolve(tokens: readonly Token[], context: RequestContext): readonly Token[] | undefined {
  const resolved: Token[] = [];
  for (const token of tokens) {
    if (token.kind !== "variable") {
      resolved.push(token);
      continue;
    }
    const value = context.get(token.key) ?? token.fallback;
    // Variables are for keys with a single value; a list has no one text to put here.
    if (typeof value !== "string") return undefined;
    resolved.push({ kind: "text", text: value });
  }
  return resolved;
}

/** The text of tokens without wildcards, with the request's values; `undefined` where a variable has none. */
export function resolveText(tokens: readonly Token[], context: RequestContext): string | undefined {
  let text = "";
  for (const token of tokens) {
    if (token.kind === "text") {
      text += token.text;
    } else if (token.kind === "variable") {
      const value = context.get(token.key) ?? token.fallback;
      if (typeof value !== "string") return undefined;
      text += value;
    }
  }
  return text;
}

/** Tokens without variables as the numbers that `globMatches` reads. */
export function toGlobUnits(tokens: readonly Token[]): GlobUnits {
  const units: number[] = [];
  for (const token of tokens) {
    if (token.kind === "any") units.push(ANY);
    else if (token.kind === "one") units.push(ONE);
    else if (token.kind === "text") for (let i = 0; i < token.text.length; i++) units.push(token.text.charCodeAt(i));
  }
  return units;
}

/** The text of tokens that have neither wildcards nor variables left. */
export function toText(tokens: readonly Token[]): string {
  return tokens.map((token) => (token.kind === "text" ? token.text : "")).join("");
}
