import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostName, isLoopbackHost } from "../../pipeline/host.ts";
import type { InstanceKey } from "../../pipeline/service.ts";
import { findInstance } from "../../state/instances.ts";
import type { EmulatorState } from "../../state/state.ts";
import { RoleCredentials } from "./role-credentials.ts";
import { answerMetadata, type MetadataResponse } from "./rules.ts";
import { MetadataTokens } from "./tokens.ts";
import { metadataTree } from "./tree.ts";

/** Where a metadata service answers. */
export type MetadataAddress = { readonly url: string } | { readonly socketPath: string };

export interface MetadataServer {
  readonly address: MetadataAddress;
  close(): Promise<void>;
}

/** The name that programs on an instance call it by. */
const LINK_LOCAL = "169.254.169.254";
const MAX_CONNECTIONS = 64;
const REQUEST_MILLISECONDS = 10_000;

/**
 * Starts the metadata service of one instance: on a unix socket where a path is given, else on a free loopback port.
 * It reads the instance's record anew with each request, so a changed option is felt at once.
 */
export async function startMetadataServer(
  state: EmulatorState,
  instance: InstanceKey,
  options: { readonly socketPath?: string } = {},
): Promise<MetadataServer> {
  const tokens = new MetadataTokens(state.clock, state.random);
  const credentials = new RoleCredentials(state);
  const { socketPath } = options;
  const server = createServer({ requestTimeout: REQUEST_MILLISECONDS }, (message, response) => {
    // The body of a PUT is nothing, but some clients announce one.
    message.resume();
    const answer = isOwnHost(message, socketPath !== undefined)
      ? answerMetadata(readRequest(message), {
          instance: findInstance(state.store, instance.accountId, instance.instanceId),
          tokens,
          tree: (record) => metadataTree(state, record, credentials),
        })
      : { status: 403, headers: { "content-type": "text/plain" }, body: "" };
    send(response, answer, { date: state.clock.now(), headOnly: message.method === "HEAD" });
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, socketPath);
  const address =
    socketPath === undefined ? { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } : { socketPath };
  return { address, close: () => close(server) };
}

/** A page in a browser can make any name resolve to this machine, but it cannot choose the Host header. */
function isOwnHost(message: IncomingMessage, onSocket: boolean): boolean {
  const host = hostName(message.headers.host);
  return onSocket || isLoopbackHost(host) || host === LINK_LOCAL;
}

function readRequest(message: IncomingMessage): Parameters<typeof answerMetadata>[0] {
  const one = (name: string): string | undefined => {
    const value = message.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  return {
    method: message.method ?? "GET",
    path: (message.url ?? "/").split("?")[0] as string,
    token: one("x-aws-ec2-metadata-token"),
    tokenTtl: one("x-aws-ec2-metadata-token-ttl-seconds"),
    forwardedFor: one("x-forwarded-for"),
  };
}

function send(
  response: ServerResponse,
  answer: MetadataResponse,
  { date, headOnly }: { date: Date; headOnly: boolean },
): void {
  response.sendDate = false;
  response.writeHead(answer.status, {
    ...answer.headers,
    "content-length": String(Buffer.byteLength(answer.body)),
    date: date.toUTCString(),
    server: "EC2ws",
    connection: "close",
  });
  response.end(headOnly ? undefined : answer.body);
}

function listen(server: Server, socketPath: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const ready = (): void => {
      server.removeListener("error", reject);
      resolve();
    };
    if (socketPath === undefined) server.listen(0, "127.0.0.1", ready);
    else server.listen(socketPath, ready);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
