/** A cyclic redundancy check in the making. */
export interface Crc {
  /** Goes on with these bytes. Nothing of them is kept. */
  update(bytes: Uint8Array): undefined;
  /** The value of all bytes so far, the highest byte first. */
  digest(): Buffer;
}
