import { globMatches } from "./glob.ts";
import type { Pattern, RequestContext, ValueMatcher } from "./model.ts";
import {
  requiredKeys,
  resolve,
  resolveText,
  type Token,
  toGlobUnits,
  tokenise,
  toText,
  variableEnd,
} from "./template.ts";

/** Compiles an action such as `s3:Put*`; services and names are compared without regard to case. */
export function compileAction(text: string): Pattern {
  const matches = compileGlob(text.toLowerCase(), false);
  return { text, variables: [], matches: (value, context) => matches(value.toLowerCase(), context) };
}

/** Compiles a resource: `*`, which is any resource at all, or an ARN with wildcards and variables. */
export function compileResource(text: string, variables: boolean): Pattern {
  const matches = text === "*" ? () => true : compileArn(text, variables);
  return { text, variables: requiredKeys(text, variables), matches };
}

/** Compiles a text without wildcards: gives what it stands for in a request, or `undefined` for want of a variable. */
export function compileLiteral(text: string, variables: boolean): (context: RequestContext) => string | undefined {
  const tokens = tokenise(text, { wildcards: false, variables });
  if (!hasVariable(tokens)) {
    const literal = toText(tokens);
    return () => literal;
  }
  return (context) => resolveText(tokens, context);
}

/** Compiles a text with wildcards that match any character. */
export function compileGlob(text: string, variables: boolean): ValueMatcher {
  const tokens = tokenise(text, { wildcards: true, variables });
  const wildcards = tokens.filter(({ kind }) => kind === "any" || kind === "one").length;
  const endsOpen = wildcards === 1 && tokens.at(-1)?.kind === "any";
  if (hasVariable(tokens)) return compileTemplate(tokens, { plain: wildcards === 0, endsOpen });
  const literal = toText(tokens);
  if (wildcards === 0) return (value) => value === literal;
  if (endsOpen) return (value) => value.startsWith(literal);
  const units = toGlobUnits(tokens);
  return (value) => globMatches(units, value);
}

/** A pattern with variables: most have no wildcard, or one at their end, and need no walk. */
function compileTemplate(
  tokens: readonly Token[],
  { plain, endsOpen }: { readonly plain: boolean; readonly endsOpen: boolean },
): ValueMatcher {
  if (plain) return (value, context) => value === resolveText(tokens, context);
  if (endsOpen) {
    return (value, context) => {
      const head = resolveText(tokens, context);
      return head !== undefined && value.startsWith(head);
    };
  }
  return (value, context) => {
    const resolved = resolve(tokens, context);
    return resolved !== undefined && globMatches(toGlobUnits(resolved), value);
  };
}

/**
 * Compiles an ARN whose wildcards stay within their part: those of the first five parts never reach over a
 * colon; the sixth part is the rest of the text, colons included.
 */
export function compileArn(text: string, variables: boolean): ValueMatcher {
  const parts = splitArn(text, variables);
  if (parts === undefined) return compileGlob(text, variables);
  const head = parts.slice(0, 5);
  // A head of plain characters fixes its five colons, so that the whole can be matched in one go.
  if (!head.some((part) => /[*?]|\$\{/.test(part))) return compileGlob(text, variables);
  const matchers = parts.map((part) => compileGlob(part, variables));
  return (value, context) => {
    const values = splitArn(value, false);
    if (values === undefined) return false;
    return matchers.every((matches, i) => matches(values[i] as string, context));
  };
}

/**
 * The six parts of an ARN, or `undefined` where there are fewer. With `variables`, colons inside `${…}` divide nothing.
 */
export function splitArn(text: string, variables: boolean): readonly string[] | undefined {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length && parts.length < 5; i++) {
    const end = variables ? variableEnd(text, i) : -1;
    if (end > 0) {
      i = end - 1;
    } else if (text[i] === ":") {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  if (parts.length < 5) return undefined;
  parts.push(text.slice(from));
  return parts;
}

function hasVariable(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.kind === "variable");
}
