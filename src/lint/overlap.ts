/** A piece of a pattern: one character as it stands, or one of the wildcards below. */
type Unit = string;

/** Any characters, none included. */
const ANY = "any";
/** Any characters but slashes, none included. */
const SEGMENT = "segment";
/** One character. */
const ONE = "one";

/**
 * Whether some ARN fits both a policy's resource and a form of the action table, such as `s3:::%/*`.
 *
 * @param resource `*`, or an ARN that the parser took.
 * @param variables Whether `${…}` is a variable in it; one can come to be any text.
 */
export function overlaps(resource: string, form: string, variables: boolean): boolean {
  if (resource === "*") return true;
  // Wildcards stay within their part, so parts are compared one by one. The partition is in no form.
  const policyParts = splitParts(resource, 6).slice(2);
  const formParts = splitParts(form, 4);
  return formParts.every((part, i) => haveCommon(policyUnits(policyParts[i] ?? "", variables), formUnits(part)));
}

/** The first `count - 1` parts divided by colons, and the rest as the last. */
export function splitParts(text: string, count: number): string[] {
  const parts = text.split(":");
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(":")];
}

function policyUnits(text: string, variables: boolean): Unit[] {
  const pieces = variables ? (text.match(/\$\{[^}]*\}|./gsu) ?? []) : [...text];
  return pieces.map((piece) => {
    if (piece === "*") return ANY;
    if (piece === "?") return ONE;
    if (piece.length < 3) return piece;
    return /^\$\{[*?$]\}$/.test(piece) ? (piece[2] as string) : ANY;
  });
}

function formUnits(text: string): Unit[] {
  return [...text].map((character) => (character === "*" ? ANY : character === "%" ? SEGMENT : character));
}

/**
 * Whether two patterns have a text in common. Walks all pairs of positions that a common beginning can reach, each
 * once, so that the work is the product of the two lengths whatever the wildcards.
 */
function haveCommon(a: readonly Unit[], b: readonly Unit[]): boolean {
  const width = b.length + 1;
  const reached = new Uint8Array((a.length + 1) * width);
  reached[0] = 1;
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (reached[i * width + j] === 0) continue;
      const [x, y] = [a[i], b[j]];
      // A wildcard for several characters may end here.
      if (x !== undefined && isMany(x)) reached[(i + 1) * width + j] = 1;
      if (y !== undefined && isMany(y)) reached[i * width + j + 1] = 1;
      if (x === undefined || y === undefined || !shareCharacter(x, y)) continue;
      reached[(isMany(x) ? i : i + 1) * width + (isMany(y) ? j : j + 1)] = 1;
    }
  }
  return reached[reached.length - 1] === 1;
}

function isMany(unit: Unit): boolean {
  return unit === ANY || unit === SEGMENT;
}

/** Whether a character fits a unit of the policy's and one of the form's, which alone may be a segment. */
function shareCharacter(x: Unit, y: Unit): boolean {
  if (x === ANY || y === ANY || x === ONE || y === ONE) return true;
  return y === SEGMENT ? x !== "/" : x === y;
}
