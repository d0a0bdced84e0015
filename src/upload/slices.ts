import type { ClientRequest } from "node:http";

/** What goes to a socket in one piece: small enough to tell how far a large body has come. */
export const SLICE_BYTES: number = 2 ** 20;
/** Where a slice takes less, the rest of a body is gone before anybody asks how far it is. */
const QUICK_MILLISECONDS = 20;

/** How slices are sent. */
export interface SliceOptions {
  /** OpenSSL encrypts all that it is given before the first byte leaves: the rest of a body goes in slices, however quick. */
  readonly isEncrypted: boolean;
  /** Told how many bytes the socket has taken so far. `undefined`: nobody is. */
  readonly onProgress: ((sentBytes: number) => void) | undefined;
  /** Asked before each slice. */
  readonly isUnwanted: () => boolean;
}

/** Sends a body that is in memory slice by slice, the next one when the socket has taken the last, and ends the request. */
export function sendSlices(message: ClientRequest, bytes: Buffer, options: SliceOptions): void {
  let sentBytes = 0;
  let sliceBytes = SLICE_BYTES;
  const sendNext = (): void => {
    const startedAt = performance.now();
    const slice = bytes.subarray(sentBytes, sentBytes + sliceBytes);
    const done = (error?: Error | null): void => {
      if (error || options.isUnwanted()) return;
      sentBytes += slice.length;
      options.onProgress?.(sentBytes);
      const isQuick = performance.now() - startedAt < QUICK_MILLISECONDS;
      sliceBytes = isQuick && !options.isEncrypted ? bytes.length : SLICE_BYTES;
      if (sentBytes < bytes.length) sendNext();
    };
    if (sentBytes + slice.length < bytes.length) message.write(slice, done);
    else message.end(slice, done);
  };
  // The head goes first and alone: what is written together with it would be copied once more to be encrypted.
  message.flushHeaders();
  // A socket that was kept writes the head one tick after it is named.
  if (message.socket === null) message.once("socket", () => process.nextTick(sendNext));
  else sendNext();
}
