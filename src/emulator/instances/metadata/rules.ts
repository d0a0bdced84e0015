import type { InstanceRecord } from "../../state/instances.ts";
import { type MetadataFolder, readNode } from "./node.ts";
import { MAX_TOKEN_SECONDS, type MetadataTokens } from "./tokens.ts";

/** A request to the metadata service: the method, the raw path without query, and the headers that decide. */
export interface MetadataRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly tokenTtl: string | undefined;
  readonly forwardedFor: string | undefined;
}

export interface MetadataResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
};

const TTL_HEADER = "x-aws-ec2-metadata-token-ttl-seconds";

/** What a request may see. */
export interface MetadataView {
  /** `undefined` where the instance is gone. */
  readonly instance: InstanceRecord | undefined;
  readonly tokens: MetadataTokens;
  /** Builds the tree; called only for a request that may read. */
  readonly tree: (instance: InstanceRecord) => MetadataFolder;
}

/** Answers one request by IMDS's rules ("Use the Instance Metadata Service", EC2 User Guide), versions 1 and 2. */
export function answerMetadata(request: MetadataRequest, { instance, tokens, tree }: MetadataView): MetadataResponse {
  if (instance === undefined) return refusal(404);
  if (instance.metadataOptions.httpEndpoint === "disabled") return refusal(403);
  if (request.method === "PUT") return issueToken(request, tokens);
  if (request.method !== "GET" && request.method !== "HEAD") return refusal(405);
  // A request with a header of version 2 is one of version 2: a bad token is refused even where none is required.
  const isVersion2 = request.token !== undefined || request.tokenTtl !== undefined;
  if (isVersion2 || instance.metadataOptions.httpTokens === "required") {
    if (request.token === undefined || !tokens.isValid(request.token)) return refusal(401);
  }
  const parts = pathParts(request.path);
  const content = parts === undefined ? undefined : readNode(tree(instance), parts);
  if (content === undefined) return refusal(404);
  return { status: 200, headers: { "content-type": content.contentType }, body: content.body };
}

/**
 * A token is made at the unversioned path alone, and for nobody who comes through a proxy: an open proxy on the
 * instance must not hand its credentials to the world.
 */
function issueToken(request: MetadataRequest, tokens: MetadataTokens): MetadataResponse {
  if (request.forwardedFor !== undefined) return refusal(403);
  const parts = pathParts(request.path) ?? [];
  if (parts.join("/") !== "latest/api/token") return refusal(parts.at(-1) === "token" ? 403 : 405);
  const ttl = request.tokenTtl?.trim() ?? "";
  if (!/^\d{1,5}$/.test(ttl) || Number(ttl) < 1 || Number(ttl) > MAX_TOKEN_SECONDS) return refusal(400);
  const headers = { "content-type": "text/plain", [TTL_HEADER]: String(Number(ttl)) };
  return { status: 200, headers, body: tokens.issue(Number(ttl)) };
}

/** Repeated slashes count as one. `undefined` where a part is not valid percent-encoding. */
function pathParts(path: string): readonly string[] | undefined {
  try {
    return path
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function refusal(status: number): MetadataResponse {
  const title = `${status} - ${REASONS[status] ?? ""}`;
  const body = `<?xml version="1.0" encoding="iso-8859-1"?>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, headers: { "content-type": "text/html" }, body };
}
