import { AwsError, parseXml, type XmlElement, XmlFormatError } from "../../../../wire/index.ts";
import { localHashes } from "../../../hashing/stream-hash.ts";
import { BodyTooLargeError, collect } from "../../../pipeline/body.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { incompleteBody, malformedXml, tooLarge } from "../errors.ts";
import { declaredLength, openBody } from "./body-bytes.ts";
import { checkTrailingValue, type DeclaredDigests, readDigests } from "./declared-digests.ts";
import { Digester } from "./digester.ts";

/** What documents may have, unless an operation says otherwise: AWS's own limit for most of them. */
const MAX_DOCUMENT_BYTES = 1_048_576;

/**
 * Reads a small body whole, and checks every digest that the client declared.
 *
 * @throws AwsError `MaxMessageLengthExceeded`, `IncompleteBody`, or what the digests throw.
 */
export async function readDocument(
  request: ServiceRequest,
  limitBytes: number = MAX_DOCUMENT_BYTES,
  declared: DeclaredDigests = readDigests(request),
): Promise<string> {
  const body = openBody(request, declared);
  const bytes = await readBytes(request, body.bytes, limitBytes);
  const digester = new Digester({ hashes: localHashes, sizeBytes: bytes.length, declared });
  await digester.update(bytes);
  if (declared.trailer !== undefined) checkTrailingValue(declared.trailer, body.trailing());
  await digester.finish(body.trailing());
  return bytes.toString("utf8");
}

async function readBytes(
  request: ServiceRequest,
  bytes: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Buffer> {
  const length = declaredLength(request);
  try {
    if (length !== undefined && length > limitBytes) throw new BodyTooLargeError();
    return await collect(bytes, limitBytes);
  } catch (error) {
    if (error instanceof AwsError) throw error;
    if (!(error instanceof BodyTooLargeError)) throw incompleteBody(length ?? 0, 0);
    const kind = ["MaxMessageLengthExceeded", "Your request was too big."] as const;
    throw tooLarge(kind, ["ProposedSize", length ?? limitBytes + 1], ["MaxMessageLengthBytes", limitBytes]);
  }
}

/**
 * Parses a document with the root element that is expected, if it is.
 *
 * @throws AwsError `MalformedXML`, or the error that is given in its place.
 */
export function parseDocument(text: string, root: string, malformed: () => Error = malformedXml): XmlElement {
  try {
    const element = parseXml(text, { maxBytes: Number.POSITIVE_INFINITY });
    if (element.name === root) return element;
  } catch (error) {
    if (!(error instanceof XmlFormatError)) throw error;
  }
  throw malformed();
}
