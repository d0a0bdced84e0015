import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveSigningKey, parseAuthorization, requestHead, verifySignature } from "../../../src/wire/index.ts";
import { type PlainRequest, type Signing, signWithSmithy } from "./smithy-signer.ts";

/** A signed request as bytes on a connection: what node would give for it. */
interface Wire {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

const signing = fc.record({
  accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,24}$/),
  secretAccessKey: fc.string({ minLength: 1, maxLength: 40 }),
  region: fc.constantFrom("us-east-1", "ap-northeast-1"),
  service: fc.constantFrom("s3", "sts", "iam"),
  at: fc.date({ min: new Date("2015-01-01"), max: new Date("2035-01-01"), noInvalidDate: true }),
});

const oddText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(..."/+ %&=?#!'()*~.-_:;,$@é漢𝒳"), maxLength: 12 }),
);

/** Segments that no normalisation removes, so that each of their bits counts. */
const path = fc
  .array(oddText, { maxLength: 4 })
  .map((segments) => segments.filter((segment) => !/^\.{0,2}$/.test(segment)).map(encodeSegment))
  .map((segments) => `/${segments.join("/")}`);

const query = fc.dictionary(oddText, fc.oneof(oddText, fc.array(oddText, { minLength: 1, maxLength: 3 })), {
  maxKeys: 4,
  noNullPrototype: true,
});

const headerText = fc.string({ unit: fc.constantFrom(..."ab \t,\"'=;/é漢0"), maxLength: 12 });

const request: fc.Arbitrary<PlainRequest> = fc.record({
  method: fc.constantFrom("GET", "PUT", "POST", "DELETE"),
  path,
  query: query.map(({ ["__proto__"]: _, ...rest }) => rest),
  headers: fc
    .dictionary(fc.stringMatching(/^x-(amz-meta-|other-)[a-z0-9]{1,8}$/), headerText, {
      maxKeys: 3,
      noNullPrototype: true,
    })
    .map((headers) => ({ ...headers, host: "example.amazonaws.com:4566", "User-Agent": "unsigned/1" })),
  body: fc.string({ maxLength: 20 }),
});

async function send(plain: PlainRequest, signer: Signing): Promise<Wire> {
  const headers = await signWithSmithy(plain, signer);
  const pairs = Object.entries(plain.query).flatMap(([name, value]) =>
    [value].flat().map((single) => `${encodeURIComponent(name)}=${encodeURIComponent(single).replaceAll("%20", "+")}`),
  );
  return {
    method: plain.method,
    target: plain.path + (pairs.length === 0 ? "" : `?${pairs.join("&")}`),
    headers: Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString("latin1")] as const),
    body: plain.body,
  };
}

function accepts(wire: Wire, signer: Signing): boolean {
  const head = requestHead(wire.method, wire.target, wire.headers.flat());
  const payloadHash = createHash("sha256").update(wire.body).digest("hex");
  const pathStyle = signer.service === "s3" ? "s3" : "standard";
  const credential = parseAuthorization(head);
  const signingKey = deriveSigningKey(signer.secretAccessKey, credential);
  return verifySignature({ head, credential, signingKey, payloadHash, pathStyle }).valid;
}

function refuses(wire: Wire, signer: Signing): boolean {
  try {
    return !accepts(wire, signer);
  } catch {
    return true;
  }
}

describe("the verifier and AWS's own signer", () => {
  it("agree on any request", async () => {
    await fc.assert(
      fc.asyncProperty(request, signing, async (plain, signer) => {
        expect(accepts(await send(plain, signer), signer)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("part over any one bit of what was signed", async () => {
    await fc.assert(
      fc.asyncProperty(request, signing, fc.nat(), fc.nat({ max: 7 }), async (plain, signer, where, bit) => {
        const wire = await send(plain, signer);
        const places = signedPlaces(wire);
        const place = places[where % places.length] as Place;
        fc.pre(!isHexCase(place, bit) && !isLineBreak(place, bit));
        expect(refuses(place.flip(1 << bit), signer)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("part over another secret", async () => {
    await fc.assert(
      fc.asyncProperty(request, signing, async (plain, signer) => {
        const wire = await send(plain, signer);
        expect(accepts(wire, { ...signer, secretAccessKey: `${signer.secretAccessKey}x` })).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});

describe("what is signed for", () => {
  const signer: Signing = {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "secret",
    region: "us-east-1",
    service: "s3",
    at: new Date("2026-11-23T20:39:06Z"),
  };
  const put = (key: string): Promise<Wire> =>
    send({ method: "PUT", path: `/b/${key}`, query: {}, headers: { host: "h" }, body: "" }, signer);

  it.each([
    ["a/../c", "c"],
    ["a//c", "a/c"],
    ["./c", "c"],
    ["a%252Fc", "a%2Fc"],
    ["a%2Bc", "a%20c"],
  ])("on S3 the key %s is not the key %s", async (signed, sent) => {
    const wire = await put(signed);
    expect(accepts(wire, signer)).toBe(true);
    expect(refuses({ ...wire, target: `/b/${sent}` }, signer)).toBe(true);
  });

  it("on S3 a key may be escaped more or less than the signer did", async () => {
    const wire = await put("a%28b~");
    expect(accepts({ ...wire, target: "/b/%61(b%7E" }, signer)).toBe(true);
  });

  it("headers may be sent with more white space than was signed", async () => {
    const wire = await send(
      { method: "GET", path: "/", query: {}, headers: { host: "h", "x-amz-meta-a": "one two" }, body: "" },
      signer,
    );
    const headers = wire.headers.map(([name, value]) => [name, value.replace("one two", " one \t two ")] as const);
    expect(accepts({ ...wire, headers }, signer)).toBe(true);
  });
});

interface Place {
  readonly text: string;
  readonly position: number;
  /** Whether the text is percent-encoded. */
  readonly encoded: boolean;
  flip(mask: number): Wire;
}

/** Every byte that the signature covers. The path's first slash is not one: a server's parser refuses a path without. */
function signedPlaces(wire: Wire): Place[] {
  const authorization = wire.headers.find(([name]) => name === "authorization")?.[1] ?? "";
  const signed = new Set(/SignedHeaders=([^,]*)/.exec(authorization)?.[1]?.split(";"));
  const places = placesIn(wire.method, (method) => ({ ...wire, method }));
  places.push(...placesIn(wire.target, (target) => ({ ...wire, target }), true).slice(1));
  places.push(...placesIn(wire.body, (body) => ({ ...wire, body })));
  wire.headers.forEach(([name, value], index) => {
    const replaced = (text: string): Wire => ({ ...wire, headers: wire.headers.with(index, [name, text]) });
    // The access key id names the key and is not signed itself.
    if (name === "authorization") places.push(...placesIn(value, replaced).slice(value.indexOf("/") + 1));
    else if (signed.has(name.toLowerCase())) places.push(...placesIn(value, replaced));
  });
  return places;
}

function placesIn(text: string, replaced: (text: string) => Wire, encoded = false): Place[] {
  return [...text].map((char, position) => ({
    text,
    position,
    encoded,
    flip: (mask) =>
      replaced(text.slice(0, position) + String.fromCharCode(char.charCodeAt(0) ^ mask) + text.slice(position + 1)),
  }));
}

/** `%e1` is `%E1`: the one bit whose change changes nothing. */
function isHexCase({ text, position, encoded }: Place, bit: number): boolean {
  return (
    encoded && bit === 5 && /%[0-9A-Fa-f]?$/.test(text.slice(0, position)) && /[A-Fa-f]/.test(text[position] ?? "")
  );
}

/** A tab made CR or LF: no HTTP parser lets them through. */
function isLineBreak({ text, position }: Place, bit: number): boolean {
  return /[\r\n]/.test(String.fromCharCode(text.charCodeAt(position) ^ (1 << bit)));
}

/** As AWS's SDKs encode keys: a slash is never escaped, as S3 reads `%2F` as a slash before it verifies. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replaceAll("/", ":")).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
