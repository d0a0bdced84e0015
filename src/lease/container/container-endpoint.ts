import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { KeyleaseError, type Random, secretsEqual, systemRandom } from "../../core/index.ts";
import type { Lease } from "../lease-document.ts";

/** A running endpoint. */
export interface ContainerEndpoint {
  /** For `AWS_CONTAINER_CREDENTIALS_FULL_URI`. */
  readonly url: string;
  /** For `AWS_CONTAINER_AUTHORIZATION_TOKEN`. */
  readonly token: string;
  close(): Promise<void>;
}

/** What is allowed from outside; an SDK sends one short request. */
const LIMITS = { connections: 64, headerBytes: 8_192, milliseconds: 5_000 } as const;
const TOKEN_BYTES = 32;
const PATH = "/credentials";

/**
 * Serves a lease as container credentials, as AWS's SDKs read them, on a free port of 127.0.0.1.
 *
 * Whoever may open a connection there, any program of any user, and any web page by a host name of its own, still needs
 * the token; the host name is checked besides.
 *
 * @param lease Gives a lease with at least five minutes left, within a second: SDKs do not wait longer.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export async function serveContainerCredentials(
  lease: () => Promise<Lease>,
  options: { readonly random?: Random } = {},
): Promise<ContainerEndpoint> {
  // Base64 for URLs: the token becomes a header as it stands.
  const token = (options.random ?? systemRandom).bytes(TOKEN_BYTES).toString("base64url");
  const server = createServer({ maxHeaderSize: LIMITS.headerBytes });
  server.maxConnections = LIMITS.connections;
  server.headersTimeout = LIMITS.milliseconds;
  server.requestTimeout = LIMITS.milliseconds;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const host = `127.0.0.1:${port}`;
  server.on("request", (request, response) => {
    answer(request, { host, token, lease }).then(
      (reply) => send(response, reply),
      (error) => send(response, failed(error)),
    );
  });
  return { url: `http://${host}${PATH}`, token, close: () => close(server) };
}

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
}

async function answer(
  { method, url, headers }: IncomingMessage,
  served: { readonly host: string; readonly token: string; readonly lease: () => Promise<Lease> },
): Promise<Reply> {
  if (headers.host !== served.host) return refused(403, "ForeignHost", "this host name is not served");
  if (!secretsEqual(headers.authorization ?? "", served.token)) {
    return refused(401, "Unauthorized", "the authorization token is missing or not the right one");
  }
  if (url !== PATH) return refused(404, "NotFound", `there is nothing but ${PATH}`);
  if (method !== "GET") return refused(405, "MethodNotAllowed", "credentials are read by GET");
  const { credentials } = await served.lease();
  return {
    status: 200,
    body: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      Token: credentials.sessionToken,
      Expiration: credentials.expiration.toISOString(),
    },
  };
}

function refused(status: number, code: string, message: string): Reply {
  return { status, body: { Code: code, Message: message } };
}

/** The text of an error that is not our own may hold anything. */
function failed(error: unknown): Reply {
  const known = error instanceof KeyleaseError;
  return refused(500, known ? error.code : "Unexpected", known ? error.message : "the lease could not be renewed");
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", connection: "close" });
  response.end(JSON.stringify(body));
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}
