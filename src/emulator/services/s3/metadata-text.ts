/** One encoded word of RFC 2047 section 2: charset, encoding, and text that holds neither spaces nor question marks. */
const ENCODED_WORD = /^=\?([\w-]+)(?:\*[\w-]+)?\?([bq])\?([^?\s]*)\?=$/i;

/**
 * Reads the value of user metadata as S3 does: the encoded words of RFC 2047 mean what they encode, other words
 * themselves. Spaces between two encoded words mean nothing; a word in an unknown charset stays as it is.
 */
export function readMetadataText(sent: string): string {
  if (!sent.includes("=?")) return sent;
  let text = "";
  let space = "";
  let afterEncoded = false;
  for (const piece of sent.split(/([ \t]+)/)) {
    if (/^[ \t]/.test(piece)) {
      space = piece;
      continue;
    }
    const decoded = decodeWord(piece);
    text += afterEncoded && decoded !== undefined ? "" : space;
    text += decoded ?? piece;
    [space, afterEncoded] = ["", decoded !== undefined];
  }
  return text + space;
}

function decodeWord(word: string): string | undefined {
  const [, charset = "", encoding = "", encoded = ""] = ENCODED_WORD.exec(word) ?? [];
  if (charset === "") return undefined;
  const bytes = encoding.toUpperCase() === "B" ? Buffer.from(encoded, "base64") : fromQuoted(encoded);
  try {
    return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function fromQuoted(encoded: string): Buffer {
  const escaped = encoded.replaceAll("_", " ");
  const text = escaped.replace(/=([0-9a-f]{2})/gi, (_escape, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, "latin1");
}

/**
 * Writes the value of user metadata into a header: what is beyond printable ASCII as an encoded word of RFC 2047, in
 * Q where most characters are ASCII, and in B otherwise.
 */
export function writeMetadataText(text: string): string {
  const other = text.length - text.replace(/[^\x20-\x7e\t\r\n]/g, "").length;
  if (other === 0 && !/[\r\n]/.test(text)) return text;
  if (other >= text.length - other) return `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
  return `=?UTF-8?Q?${[...Buffer.from(text)].map(quoted).join("")}?=`;
}

function quoted(byte: number): string {
  const char = String.fromCharCode(byte);
  if (char === " ") return "_";
  if (byte > 0x20 && byte < 0x7f && !"=?_".includes(char)) return char;
  return `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
