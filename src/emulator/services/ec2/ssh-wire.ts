/** Writes and reads the length-prefixed fields of SSH's binary formats (RFC 4251, section 5). */

const LENGTH_BYTES = 4;

export function sshUint32(value: number): Buffer {
  const bytes = Buffer.alloc(LENGTH_BYTES);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function sshString(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value as Uint8Array);
  return Buffer.concat([sshUint32(bytes.length), bytes]);
}

/** A positive number: the shortest big-endian bytes, with a zero in front where the first bit would mean "negative". */
export function sshNumber(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = first === -1 ? Buffer.alloc(0) : bytes.subarray(first);
  const needsZero = shortest.length > 0 && (shortest[0] as number) >= 0x80;
  return sshString(needsZero ? Buffer.concat([Buffer.of(0), shortest]) : shortest);
}

/** The fields of a blob, or `undefined` where its lengths do not add up. */
export function readSshFields(blob: Buffer): readonly Buffer[] | undefined {
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset < blob.length) {
    if (offset + LENGTH_BYTES > blob.length) return undefined;
    const end = offset + LENGTH_BYTES + blob.readUInt32BE(offset);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(offset + LENGTH_BYTES, end));
    offset = end;
  }
  return fields;
}
