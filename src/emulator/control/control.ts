import type { IncomingMessage } from "node:http";
import { secretsEqual } from "../../core/index.ts";
import type { Explanation } from "../../policy/index.ts";
import { header, requestHead } from "../../wire/index.ts";
import type { RequestLog } from "../pipeline/decisions.ts";
import { hostName, isLoopbackHost } from "../pipeline/host.ts";
import type { HttpResponse } from "../pipeline/service.ts";
import type { MovableClock } from "../state/movable-clock.ts";

const PREFIX = "/_keylease/";
const MAX_BODY_BYTES = 65_536;

/** What an instance looks like from outside. */
export interface InstanceReport {
  readonly accountId: string;
  readonly instanceId: string;
  readonly state: string;
  /** `bubblewrap`, `process` or `none`: how its user data was run. */
  readonly runner: string;
  /** `not-run`: the console output says why. */
  readonly userData: "absent" | "pending" | "not-run" | "running" | "ended";
  /** The user data's exit status, once it has ended. */
  readonly exitStatus?: number;
  readonly consoleOutput: string;
  /** Where its metadata service answers: an http URL, or the path of a unix socket. */
  readonly metadata?: { readonly url: string } | { readonly socketPath: string };
}

/** What the control interface reaches. */
export interface ControlTargets {
  readonly token: string;
  readonly clock: MovableClock;
  readonly log: RequestLog;
  /** The explanation in an encoded message of any account; `undefined` where it was not made here. */
  readonly decode: (encodedMessage: string) => Explanation | undefined;
  readonly instances: () => Promise<readonly InstanceReport[]>;
  readonly reset: () => Promise<void>;
}

/**
 * The emulator's own interface beside the AWS API: health, clock, decisions, instances, reset. It is for the person who
 * started the emulator: it takes the control token, on loopback, and nothing that a page in a browser could send.
 *
 * @returns `undefined` where the path is not the control interface's.
 */
export function handleControl(message: IncomingMessage, targets: ControlTargets): Promise<HttpResponse> | undefined {
  const { url = "/" } = message;
  if (!url.startsWith(PREFIX)) return undefined;
  const path = url.split("?")[0] as string;
  const refused = refusal(message, targets.token);
  if (refused !== undefined) return Promise.resolve(refused);
  return run(message, path.slice(PREFIX.length), targets).catch((error: unknown) =>
    json(400, {
      error: error instanceof RangeError || error instanceof SyntaxError ? error.message : "the request failed",
    }),
  );
}

function refusal({ rawHeaders }: IncomingMessage, token: string): HttpResponse | undefined {
  const head = requestHead("", "", rawHeaders);
  if (!isLoopbackHost(hostName(header(head, "host")))) return json(403, { error: "this host is not served here" });
  if (head.headers.has("origin")) return json(403, { error: "pages in browsers are not served here" });
  const given = /^Bearer (.+)$/.exec(header(head, "authorization") ?? "")?.[1];
  if (given === undefined || !secretsEqual(given, token))
    return json(401, { error: "the control token is missing or wrong" });
  return undefined;
}

async function run(message: IncomingMessage, path: string, targets: ControlTargets): Promise<HttpResponse> {
  const { clock, log, instances, reset } = targets;
  switch (`${message.method} ${path.split("/")[0]}`) {
    case "GET health":
      return json(200, { status: "ok" });
    case "GET clock":
      return json(200, { now: clock.now().toISOString() });
    case "POST clock": {
      const { advanceSeconds } = (await readJson(message)) as { advanceSeconds?: unknown };
      if (typeof advanceSeconds !== "number") throw new RangeError("advanceSeconds must be a number of seconds");
      clock.advance(advanceSeconds * 1000);
      return json(200, { now: clock.now().toISOString() });
    }
    case "GET requests": {
      const found = log.explain(decodeURIComponent(path.slice("requests/".length)));
      return found === undefined ? json(404, { error: "no such request is remembered" }) : json(200, found);
    }
    case "GET messages": {
      const found = targets.decode(decodeURIComponent(path.slice("messages/".length)));
      return found === undefined ? json(404, { error: "the message was not made here" }) : json(200, found);
    }
    case "GET instances":
      return json(200, { instances: await instances() });
    case "POST reset":
      await reset();
      return json(200, { status: "ok" });
    default:
      return json(404, { error: "no such control operation" });
  }
}

async function readJson(message: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection must outlive a body that is too large: its answer has yet to go out.
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new RangeError("the request is too large");
    chunks.push(chunk as Buffer);
  }
  const value: unknown = JSON.parse(Buffer.concat(chunks).toString());
  if (typeof value !== "object" || value === null) throw new SyntaxError("the request must be a JSON object");
  return value;
}

function json(status: number, value: object): HttpResponse {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: `${JSON.stringify(value)}\n`,
  };
}
