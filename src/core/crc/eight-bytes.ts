/** Four bytes from `i` on as a little-endian word, as the reflected CRCs take them. */
export function word(bytes: Uint8Array, i: number): number {
  return (
    (bytes[i] as number) |
    ((bytes[i + 1] as number) << 8) |
    ((bytes[i + 2] as number) << 16) |
    ((bytes[i + 3] as number) << 24)
  );
}

/** What eight bytes, in two words, come to by a table of eight slices: `T[k]` is what a byte becomes when `k` zero bytes follow it. */
export function ofEight(table: Int32Array, near: number, far: number): number {
  return (
    (table[0x700 | (near & 0xff)] as number) ^
    (table[0x600 | ((near >>> 8) & 0xff)] as number) ^
    (table[0x500 | ((near >>> 16) & 0xff)] as number) ^
    (table[0x400 | (near >>> 24)] as number) ^
    (table[0x300 | (far & 0xff)] as number) ^
    (table[0x200 | ((far >>> 8) & 0xff)] as number) ^
    (table[0x100 | ((far >>> 16) & 0xff)] as number) ^
    (table[far >>> 24] as number)
  );
}
