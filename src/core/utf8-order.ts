/**
 * Orders two texts by their UTF-8 bytes, as S3 lists keys.
 *
 * JavaScript compares UTF-16 units, which puts characters beyond U+FFFF (surrogates, U+D800 to U+DFFF)
 * before U+E000 to U+FFFF; in UTF-8 they come after. Lone surrogates are ordered as surrogates.
 */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return utf8Rank(left) - utf8Rank(right);
  }
  return a.length - b.length;
}

function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
