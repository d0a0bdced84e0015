import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RequestHead } from "../../../src/wire/index.ts";
import { requestHead } from "../../../src/wire/index.ts";

/** One case of AWS's Signature Version 4 suite, signed in one of the two ways. */
export interface Vector {
  readonly name: string;
  readonly place: "header" | "query";
  /** Parameters of the query that are not signed. */
  readonly unsignedParameters: readonly string[];
  readonly secretAccessKey: string;
  readonly normalisePath: boolean;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  readonly signature: string;
  readonly head: RequestHead;
  readonly body: Buffer;
}

/** The suite under `$KEYLEASE_VECTORS/sigv4`; `undefined` where the variable is not set. */
export function loadVectors(): Vector[] | undefined {
  const root = process.env.KEYLEASE_VECTORS;
  if (root === undefined || root === "") return undefined;
  const folder = join(root, "sigv4");
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "context.json")))
    .flatMap((name) => PLACES.map((place) => loadVector(name, join(folder, name), place)));
}

const PLACES = ["header", "query"] as const;

function loadVector(name: string, folder: string, place: Vector["place"]): Vector {
  const read = (file: string): Buffer => readFileSync(join(folder, file));
  const context = JSON.parse(read("context.json").toString()) as {
    readonly credentials: { readonly secret_access_key: string };
    readonly normalize: boolean;
    readonly omit_session_token?: boolean;
  };
  return {
    name: `${name}, signed in the ${place}`,
    place,
    unsignedParameters: ["X-Amz-Signature", ...(context.omit_session_token ? ["X-Amz-Security-Token"] : [])],
    secretAccessKey: context.credentials.secret_access_key,
    normalisePath: context.normalize,
    canonicalRequest: read(`${place}-canonical-request.txt`).toString(),
    stringToSign: read(`${place}-string-to-sign.txt`).toString(),
    signature: read(`${place}-signature.txt`).toString().trim(),
    ...parseRequest(read(`${place}-signed-request.txt`)),
  };
}

/** Reads a request as node would hand it over: Latin-1 text, folded header lines joined. */
function parseRequest(bytes: Buffer): { readonly head: RequestHead; readonly body: Buffer } {
  const text = bytes.toString("latin1");
  const [top = "", body = ""] = text.split(/\n\n([\s\S]*)/, 2);
  const [requestLine = "", ...lines] = top.split("\n");
  const [, method = "", target = ""] = /^(\S+) (.*) HTTP\/1\.1$/.exec(requestLine) ?? [];
  const rawHeaders: string[] = [];
  for (const line of lines) {
    if (/^\s/.test(line)) {
      rawHeaders.push(`${rawHeaders.pop()}\n${line}`);
    } else {
      const colon = line.indexOf(":");
      rawHeaders.push(line.slice(0, colon), line.slice(colon + 1));
    }
  }
  return { head: requestHead(method, target, rawHeaders), body: Buffer.from(body, "latin1") };
}
