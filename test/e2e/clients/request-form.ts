/** What of a query says which operation is asked for. */
const SUBRESOURCES: ReadonlySet<string> = new Set([
  "location",
  "uploads",
  "list-type",
  "acl",
  "delete",
  "policy",
  "cors",
]);

/** How a request is signed and framed, in a few words: `PUT: SigV4, sha256, crc32 header, Expect`. */
export function describeRequest(head: string, region: string): string {
  const [line = "", ...lines] = head.split("\r\n");
  const [method = "", target = ""] = line.split(" ");
  const headers = new Map(lines.map((text) => [text.split(":", 1)[0]?.toLowerCase() ?? "", valueIn(text)]));
  const query = new URLSearchParams(target.split("?")[1] ?? "");
  const named = [...query.keys()].filter((name) => SUBRESOURCES.has(name));
  const facts = [
    signatureOf(headers.get("authorization"), query, region),
    payloadOf(headers.get("x-amz-content-sha256")),
    ...framingOf(headers),
    ...checksumsOf(headers),
    headers.has("x-amz-copy-source") ? "copy" : undefined,
    headers.has("x-amz-acl") ? `x-amz-acl ${headers.get("x-amz-acl")}` : undefined,
    /^100-continue$/i.test(headers.get("expect") ?? "") ? "Expect" : undefined,
  ].filter((fact) => fact !== undefined);
  return `${method}${named.length > 0 ? ` ?${named.join("&")}` : ""}: ${facts.join(", ")}`;
}

function valueIn(text: string): string {
  return text.slice(text.indexOf(":") + 1).trim();
}

function signatureOf(authorization: string | undefined, query: URLSearchParams, region: string): string {
  if (query.has("X-Amz-Signature")) return "SigV4 query";
  if (query.has("Signature")) return "SigV2 query";
  if (authorization === undefined) return "unsigned";
  if (!authorization.startsWith("AWS4-HMAC-SHA256")) return "SigV2";
  const signed = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization)?.[1];
  return signed === region ? "SigV4" : `SigV4 for ${signed}`;
}

function payloadOf(hash: string | undefined): string | undefined {
  if (hash === undefined) return undefined;
  return /^[0-9a-f]{64}$/.test(hash) ? "sha256" : hash;
}

function framingOf(headers: ReadonlyMap<string, string>): readonly string[] {
  const found: string[] = [];
  if (headers.get("content-encoding")?.includes("aws-chunked")) found.push("aws-chunked");
  const encoding = headers.get("transfer-encoding");
  const isSigned = /SignedHeaders=[^,]*transfer-encoding/.test(headers.get("authorization") ?? "");
  if (encoding !== undefined) found.push(`Transfer-Encoding ${encoding}${isSigned ? " (signed)" : ""}`);
  return found;
}

function checksumsOf(headers: ReadonlyMap<string, string>): readonly string[] {
  const found = [...headers.keys()]
    .filter((name) => /^x-amz-checksum-(crc|sha)/.test(name))
    .map((name) => name.slice(15));
  const trailer = headers.get("x-amz-trailer")?.slice(15);
  return [
    ...found.map((name) => `${name} header`),
    ...(trailer === undefined ? [] : [`${trailer} trailer`]),
    ...(headers.has("content-md5") ? ["Content-MD5"] : []),
  ];
}
