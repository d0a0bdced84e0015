import type { ClientRequest } from "node:http";

/** What goes to a socket in one piece: small enough to tell how far a large body has come. */
export const SLICE_BYTES: number = 2 ** 20;

/** How slices are sent. */
export interface SliceOptions {
  /** Told how many bytes the socket has taken so far. `undefined`: nobody is. */
  readonly onProgress: ((sentBytes: number) => void) | undefined;
  /** Asked before each slice. */
  readonly isUnwanted: () => boolean;
}

/** Sends a body that is in memory slice by slice, the next one when the socket has taken the last, and ends the request. */
export function sendSlices(message: ClientRequest, bytes: Buffer, { onProgress, isUnwanted }: SliceOptions): void {
  let sentBytes = 0;
  const sendNext = (): void => {
    const slice = bytes.subarray(sentBytes, sentBytes + SLICE_BYTES);
    const done = (error?: Error | null): void => {
      if (error || isUnwanted()) return;
      sentBytes += slice.length;
      onProgress?.(sentBytes);
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
