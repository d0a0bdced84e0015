import { KeyleaseError, parseDurationSeconds, systemRandom } from "../../core/index.ts";
import { createLease, type LeaseOptions, type Scope } from "../../lease/index.ts";
import type { CommandContext } from "../context.ts";
import { TicketStore } from "./ticket-store.ts";

/** What a ticket is made of. */
export interface TicketRequest {
  readonly scope: Scope;
  readonly options: LeaseOptions;
  /** Where `keylease hand` can be reached. */
  readonly url: string;
  /** Such as `10m`, the default. */
  readonly time: string | undefined;
  readonly json: boolean | undefined;
}

/**
 * Takes a lease, and prints in its place an address and the code for which it is given there.
 *
 * @throws KeyleaseError as `createLease`; `ArgumentInvalid`, before anything is minted.
 */
export async function giveTicket(request: TicketRequest, { output, environment }: CommandContext): Promise<void> {
  const { scope, options, time = "10m", json } = request;
  const base = checkUrl(request.url);
  const seconds = parseDurationSeconds(time);
  const store = new TicketStore(environment);
  const lease = await createLease(scope, options);
  const latest = lease.credentials.expiration.getTime();
  const expiresAt = new Date(Math.min(Date.now() + seconds * 1000, latest));
  await store.sweep(new Date());
  const { id, code } = await store.add(lease, { expiresAt, random: systemRandom });
  const url = `${base}/t/${id}`;
  if (json === true) {
    output.json({ url, code, leaseId: lease.id, expiresAt });
    return;
  }
  output.line(url);
  output.line(code);
  output.note(
    `Give both to whoever shall have lease ${lease.id}, best by two ways; it can be claimed once, until ${expiresAt.toISOString()}.`,
  );
}

function checkUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, "");
  throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not where tickets can be claimed`, {
    hint: "Give the address of `keylease hand`, such as https://hand.example.com:8443.",
  });
}
