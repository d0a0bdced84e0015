import { IncomingMessage } from "node:http";

/**
 * A request as the emulator's server takes it: its headers are read from `rawHeaders`, and its body is read or not.
 *
 * - `headers` has only what node's own server asks for. Node asks each request for `expect`, and would make an object of
 *   all its headers for that, which nobody else reads.
 * - A message that has come whole and has nothing left to read is not drained when its answer is out. Node would let it
 *   flow to its end, which takes several turns of its queues and tells nobody anything.
 */
export class PlainMessage extends IncomingMessage {
  /** Node's name for the draining. Where a later node has none of that name, it does as it does. */
  _dump(): void {
    if (this.complete && this.readableLength === 0) return;
    (IncomingMessage.prototype as unknown as { _dump(): void })._dump.call(this);
  }
}

/** What node's server asks for: `te` of a request in HTTP/1.0. */
const ASKED = ["expect", "te"] as const;

// TypeScript has no accessor in the place of a property.
Object.defineProperty(PlainMessage.prototype, "headers", {
  get(this: PlainMessage): Partial<Record<(typeof ASKED)[number], string>> {
    const { rawHeaders } = this;
    let asked: Partial<Record<(typeof ASKED)[number], string>> = NOTHING;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i] as string;
      if (name.length !== 6 && name.length !== 2) continue;
      const known = ASKED.find((one) => one === name.toLowerCase());
      if (known !== undefined) asked = { ...asked, [known]: rawHeaders[i + 1] };
    }
    return asked;
  },
});

const NOTHING = Object.freeze({});
