/** An answer of S3, whole: answers to a PUT are small. */
export interface Answer {
  readonly status: number;
  /** Names and values by turns, as they came. */
  readonly headers: readonly string[];
  /** Cut at {@link MAX_ANSWER_BYTES}. */
  readonly body: string;
}

/** No answer to a PUT is as large; more is not read. */
export const MAX_ANSWER_BYTES = 65_536;

/** What an S3 error document says. */
export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
}

/**
 * One header of an answer; where it came more than once, all of them with commas between. A table of all headers would
 * take longer than the few that are asked for.
 *
 * @param name In lower case.
 */
export function headerOf({ headers }: Answer, name: string): string | undefined {
  let found: string | undefined;
  for (let at = 0; at < headers.length; at += 2) {
    const candidate = headers[at] as string;
    if (candidate.length !== name.length || candidate.toLowerCase() !== name) continue;
    found = found === undefined ? headers[at + 1] : `${found}, ${headers[at + 1]}`;
  }
  return found;
}

/**
 * Reads the error that S3 answered. Only code, message and request id are taken: other elements may hold secrets,
 * such as the session token in `Token-0`. An answer without a document (of a proxy) is named by its status.
 */
export function readError(answer: Answer): ErrorDocument {
  return {
    code: elementOf(answer.body, "Code") ?? `Http${answer.status}`,
    message: elementOf(answer.body, "Message") ?? "",
    requestId: headerOf(answer, "x-amz-request-id") ?? elementOf(answer.body, "RequestId"),
  };
}

/** The text of the first element of a name that holds only text. */
export function elementOf(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return found === undefined ? undefined : unescapeXml(found);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescapeXml(text: string): string {
  return text.replace(/&(#x|#)?(\w{1,8});/g, (whole, marker: string | undefined, name: string) => {
    if (marker === undefined) return ENTITIES[name] ?? whole;
    const codePoint = marker === "#x" ? Number.parseInt(name, 16) : Number(name);
    return codePoint >= 0 && codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole;
  });
}
