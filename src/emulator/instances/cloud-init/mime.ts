/** A part of a MIME message (RFC 2045, 2046), as far as cloud-init looks at it. */
export interface MimePart {
  /** Lower case, without parameters. */
  readonly contentType: string;
  readonly fileName: string | undefined;
  readonly body: Buffer;
}

const MAX_DEPTH = 8;
const MAX_PARTS = 256;
const DEFAULT_TYPE = "text/plain";

/** Whether data is a MIME message of several parts: its first lines are headers, one of which says so. */
export function isMultipart(data: Buffer): boolean {
  const { headers } = split(data);
  return (headers.get("content-type") ?? "").toLowerCase().startsWith("multipart/");
}

/** The parts of a message that have no parts of their own, in their order. Parts beyond the 256th are left out. */
export function mimeParts(data: Buffer): readonly MimePart[] {
  return partsOf(data, 0).slice(0, MAX_PARTS);
}

function partsOf(data: Buffer, depth: number): MimePart[] {
  const { headers, body } = split(data);
  const contentType = headers.get("content-type") ?? DEFAULT_TYPE;
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? DEFAULT_TYPE;
  const boundary = parameter(contentType, "boundary");
  if (type.startsWith("multipart/") && boundary !== undefined && depth < MAX_DEPTH) {
    return between(body, boundary).flatMap((part) => partsOf(part, depth + 1));
  }
  const disposition = headers.get("content-disposition") ?? "";
  return [
    {
      contentType: type,
      fileName: parameter(disposition, "filename") ?? parameter(contentType, "name"),
      body: decoded(body, headers.get("content-transfer-encoding") ?? ""),
    },
  ];
}

/** Headers and what follows the first empty line. Where the first line is no header, everything is the body. */
function split(data: Buffer): { headers: ReadonlyMap<string, string>; body: Buffer } {
  // One byte a character, so that places in the text are places in the data.
  const text = data.toString("latin1");
  const headers = new Map<string, string>();
  const line = /([^\r\n]*)(\r?\n|$)/y;
  let last: string | undefined;
  for (let match = line.exec(text); match !== null; match = line.exec(text)) {
    const [whole, content = ""] = match;
    if (content === "") return { headers, body: data.subarray(line.lastIndex) };
    const field = /^([!-9;-~]+):[ \t]*(.*)$/.exec(content);
    if (field !== null) {
      last = field[1]?.toLowerCase() as string;
      headers.set(last, field[2] ?? "");
    } else if (/^[ \t]/.test(content) && last !== undefined) {
      headers.set(last, `${headers.get(last)} ${content.trim()}`);
    } else if (!/^From /.test(content)) {
      return { headers: new Map(), body: data };
    }
    if (whole.length === content.length) break;
  }
  return { headers, body: Buffer.alloc(0) };
}

/** What stands between the lines of a boundary. */
function between(body: Buffer, boundary: string): Buffer[] {
  const text = body.toString("latin1");
  const parts: Buffer[] = [];
  const mark = `--${Buffer.from(boundary).toString("latin1")}`;
  let start: number | undefined;
  for (let at = 0; at <= text.length; ) {
    const end = text.indexOf("\n", at);
    const next = end < 0 ? text.length + 1 : end + 1;
    const line = text.slice(at, end < 0 ? text.length : end).trimEnd();
    if (line === mark || line === `${mark}--`) {
      // The line end before a boundary belongs to the boundary.
      if (start !== undefined) parts.push(body.subarray(start, Math.max(start, at - (text[at - 2] === "\r" ? 2 : 1))));
      start = next;
      if (line !== mark) return parts;
    }
    at = next;
  }
  // Without its last line a message has been cut, and what there is of the last part is taken as Python's parser does.
  if (start !== undefined) parts.push(body.subarray(start));
  return parts;
}

function decoded(body: Buffer, encoding: string): Buffer {
  switch (encoding.trim().toLowerCase()) {
    case "base64":
      return Buffer.from(body.toString("latin1"), "base64");
    case "quoted-printable":
      return quotedPrintable(body.toString("latin1"));
    default:
      return body;
  }
}

function quotedPrintable(text: string): Buffer {
  const joined = text.replace(/[ \t]*=[ \t]*\r?\n/g, "");
  const plain = joined.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, "latin1");
}

function parameter(value: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, "i").exec(value);
  return match?.[1]?.replace(/\\(.)/g, "$1") ?? match?.[2];
}
