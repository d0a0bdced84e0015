import { KeyleaseError } from "../../core/index.ts";

/** The port that `keylease hand` listens on, and that tickets name, unless told otherwise. */
const HAND_PORT = 4570;

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly isLoopback: boolean;
}

/**
 * Reads `HOST:PORT`, `HOST` or `PORT`; IPv6 in brackets.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain, port] =
    /^(?:\[([0-9a-f:]+)\]|([A-Za-z0-9.-]*[A-Za-z.][A-Za-z0-9.-]*|))?:?(\d{1,5})?$/.exec(text) ?? [];
  const host = bracketed ?? (plain || "127.0.0.1");
  const number = port === undefined ? HAND_PORT : Number(port);
  if (text === "" || number > 65_535 || (bracketed ?? plain ?? port) === undefined) {
    throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not an address to listen on`, {
      hint: "Write HOST:PORT, such as 127.0.0.1:4570 or [::1]:4570.",
    });
  }
  return { host, port: number, isLoopback: host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host) };
}
