import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalRequest,
  decodeQuery,
  deriveSigningKey,
  parseAuthorization,
  parsePresigned,
  type RequestHead,
  type SigV4Credential,
  stringToSign,
  verifySignature,
} from "../../../src/wire/index.ts";
import { loadVectors, type Vector } from "./vectors.ts";

const vectors = loadVectors();

describe("AWS's published Signature Version 4 vectors", () => {
  const status =
    vectors === undefined ? "skipped: KEYLEASE_VECTORS is not set" : `compared: ${vectors.length} signed requests`;

  it(`are ${status}`, () => {
    process.stderr.write(`Signature Version 4 vectors ${status}\n`);
    if (vectors !== undefined) expect(vectors.length).toBeGreaterThan(70);
  });
});

describe.runIf(vectors !== undefined)("each published vector", () => {
  describe.each(vectors ?? [])("$name", (vector) => {
    const credential =
      vector.place === "header" ? parseAuthorization(vector.head) : parsePresigned(decodeQuery(vector.head.query));
    const options = {
      payloadHash: createHash("sha256").update(vector.body).digest("hex"),
      pathStyle: "standard",
      normalisePath: vector.normalisePath,
      ...(vector.place === "query" ? { unsignedParameters: vector.unsignedParameters } : {}),
    } as const;

    const verify = (changes: { head?: RequestHead; credential?: SigV4Credential; payloadHash?: string }): boolean => {
      const input = { head: vector.head, credential, ...options, ...changes };
      return verifySignature({ ...input, signingKey: deriveSigningKey(vector.secretAccessKey, input.credential) })
        .valid;
    };

    it("has the published canonical request", () => {
      expect(canonicalRequest(vector.head, credential.signedHeaders, options)).toBe(vector.canonicalRequest);
    });

    it("has the published string to sign", () => {
      expect(stringToSign(credential, vector.canonicalRequest)).toBe(vector.stringToSign);
    });

    it("carries the published signature, which the verifier accepts", () => {
      expect(credential.signature).toBe(vector.signature);
      expect(verify({})).toBe(true);
    });

    it("is refused after one character of a signed part was changed", () => {
      const parts = signedParts(vector, credential);
      fc.assert(
        fc.property(
          fc
            .constantFrom(...parts)
            .chain((part) => fc.tuple(fc.constant(part), fc.constantFrom(...wordPositions(part.text)))),
          ([part, position]) => {
            expect(refuses(() => verify(part.changed(otherCharacter(part.text, position))))).toBe(true);
          },
        ),
      );
    });
  });
});

interface SignedPart {
  readonly text: string;
  changed(text: string): { head?: RequestHead; credential?: SigV4Credential; payloadHash?: string };
}

function signedParts(vector: Vector, credential: SigV4Credential): SignedPart[] {
  const { head } = vector;
  const parts: SignedPart[] = [
    { text: head.method, changed: (method) => ({ head: { ...head, method } }) },
    signedQuery(vector),
    { text: credential.signature, changed: (signature) => ({ credential: { ...credential, signature } }) },
    { text: credential.date, changed: (date) => ({ credential: { ...credential, date } }) },
    { text: credential.region, changed: (region) => ({ credential: { ...credential, region } }) },
    { text: credential.service, changed: (service) => ({ credential: { ...credential, service } }) },
    { text: "e3b0c44298fc1c149afbf4c8996fb924", changed: (payloadHash) => ({ payloadHash }) },
    ...credential.signedHeaders.map((name) => ({
      text: head.headers.get(name)?.[0] ?? "",
      changed: (value: string) => ({
        head: {
          ...head,
          headers: new Map(head.headers).set(name, [value, ...(head.headers.get(name)?.slice(1) ?? [])]),
        },
      }),
    })),
  ];
  // A segment that `..` takes away again is not signed.
  if (!head.path.includes("..") || !vector.normalisePath) {
    parts.push({ text: head.path, changed: (path) => ({ head: { ...head, path } }) });
  }
  return parts.filter((part) => wordPositions(part.text).length > 0);
}

/** The query without what is not signed; a presigned request's claim is read anew from what was changed. */
function signedQuery({ head, place, unsignedParameters }: Vector): SignedPart {
  const isUnsigned = (pair: string): boolean => unsignedParameters.some((name) => pair.startsWith(`${name}=`));
  const pairs = head.query.split("&");
  const signed = place === "query" ? pairs.filter((pair) => !isUnsigned(pair)) : pairs;
  const unsigned = pairs.filter((pair) => !signed.includes(pair));
  return {
    text: signed.join("&"),
    changed(text) {
      const changed = { ...head, query: [text, ...unsigned].join("&") };
      return {
        head: changed,
        ...(place === "query" ? { credential: parsePresigned(decodeQuery(changed.query)) } : {}),
      };
    },
  };
}

function wordPositions(text: string): number[] {
  return [...text.matchAll(/\w/g)].map((match) => match.index);
}

function otherCharacter(text: string, position: number): string {
  return text.slice(0, position) + (text[position] === "7" ? "8" : "7") + text.slice(position + 1);
}

/** A request that cannot even be decoded is refused as well. */
function refuses(verify: () => boolean): boolean {
  try {
    return !verify();
  } catch {
    return true;
  }
}
