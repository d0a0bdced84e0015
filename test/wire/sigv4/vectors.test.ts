import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalRequest,
  parseAuthorization,
  type RequestHead,
  type SigV4Credential,
  stringToSign,
  verifySignature,
} from "../../../src/wire/index.ts";
import { loadVectors, type Vector } from "./vectors.ts";

const vectors = loadVectors();

describe("AWS's published Signature Version 4 vectors", () => {
  const status =
    vectors === undefined ? "skipped: KEYLEASE_VECTORS is not set" : `compared: ${vectors.length} header-signed cases`;

  it(`are ${status}`, () => {
    process.stderr.write(`Signature Version 4 vectors ${status}\n`);
    if (vectors !== undefined) expect(vectors.length).toBeGreaterThan(30);
  });
});

describe.runIf(vectors !== undefined)("each published vector", () => {
  describe.each(vectors ?? [])("$name", (vector) => {
    const credential = parseAuthorization(vector.head);
    const options = {
      payloadHash: createHash("sha256").update(vector.body).digest("hex"),
      pathStyle: "standard",
      normalisePath: vector.normalisePath,
    } as const;

    const verify = (changes: { head?: RequestHead; credential?: SigV4Credential; payloadHash?: string }): boolean =>
      verifySignature({
        head: vector.head,
        credential,
        secretAccessKey: vector.secretAccessKey,
        ...options,
        ...changes,
      }).valid;

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
    { text: head.query, changed: (query) => ({ head: { ...head, query } }) },
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
