import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { KeyleaseError } from "../../core/index.ts";
import { auditLogOf } from "../audit-log.ts";
import type { CommandContext } from "../context.ts";
import { readTextFile } from "../read-text.ts";
import { createHandServer } from "../ticket/hand-server.ts";
import { parseListenAddress } from "../ticket/listen-address.ts";
import { TicketStore } from "../ticket/ticket-store.ts";

/** What `keylease hand` is told. */
export interface HandInput {
  /** `HOST:PORT`. */
  readonly listen: string;
  /** Paths of PEM files. */
  readonly cert?: string;
  readonly key?: string;
  readonly auditLog?: string;
  readonly json?: boolean;
}

const SWEEP_MILLISECONDS = 60_000;

/** Gives leases to those who have their tickets' codes, until it is stopped. */
export async function run(input: HandInput, context: CommandContext): Promise<undefined> {
  const { output, environment, signal } = context;
  const { host, port, isLoopback } = parseListenAddress(input.listen);
  const tls = await tlsOf(input);
  if (tls === undefined && !isLoopback) {
    throw new KeyleaseError(
      "ArgumentInvalid",
      `\`${host}\` is not loopback, and leases would cross the network in clear`,
      {
        hint: "Give --cert and --key, or listen on 127.0.0.1.",
      },
    );
  }
  const store = new TicketStore(environment);
  const audit = auditLogOf(context, input.auditLog);
  await audit.ready();
  await store.sweep(new Date());
  const server = createHandServer({ store, audit, tls, tell: (line) => output.note(line) });
  try {
    server.listen(port, host);
    await once(server, "listening", { signal });
    const address = server.address() as AddressInfo;
    const name = host.includes(":") ? `[${host}]` : host;
    const url = `${tls === undefined ? "http" : "https"}://${name}:${address.port}`;
    if (input.json === true) output.json({ url });
    else output.line(`Tickets can be claimed at ${url}. Stop it with Ctrl-C.`);
    const sweeping = setInterval(() => void store.sweep(new Date()), SWEEP_MILLISECONDS);
    try {
      if (!signal.aborted) await once(signal, "abort");
    } finally {
      clearInterval(sweeping);
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!/^E[A-Z]+$/.test(code)) throw error;
    throw new KeyleaseError("HandStartFailed", `cannot listen on \`${input.listen}\` (${code})`, {
      hint: "Choose another address with --listen.",
      cause: error,
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function tlsOf({ cert, key }: HandInput): Promise<{ cert: string; key: string } | undefined> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert: await readTextFile(cert), key: await readTextFile(key) };
  throw new KeyleaseError("ArgumentInvalid", "of a certificate and its key only one was given", {
    hint: "Give --cert and --key together.",
  });
}
