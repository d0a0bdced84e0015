import type { ClientRequest } from "node:http";
import type { SliceOptions } from "./slices.ts";

/** A stretch of a body. */
export interface Piece {
  /** What goes before the bytes. Apart from them, as they begin where a page does, which the system copies quicker. */
  readonly head: string;
  /** What is uploaded. They may change once the next piece is asked for. */
  readonly bytes: Buffer;
  /** What goes behind the bytes, where this is the last piece. */
  readonly end: string | undefined;
}

/** A body that is made while it is sent. */
export interface Pieces {
  /** The next piece; asked for when the socket has taken the one before, and not behind the last. */
  next(): Promise<Piece>;
}

/** How pieces are sent. */
export interface PieceOptions extends SliceOptions {
  /** Whether the socket encrypts them. */
  readonly isSecure: boolean;
}

/**
 * Sends a body piece by piece, each when the socket has taken the one before, and ends the request. What a piece fails with
 * the request is destroyed with.
 */
export function sendPieces(
  message: ClientRequest,
  pieces: Pieces,
  { isSecure, onProgress, isUnwanted }: PieceOptions,
): void {
  let sentBytes = 0;
  const send = ({ head, bytes, end }: Piece): void => {
    if (isUnwanted()) return;
    const isLast = end !== undefined;
    // Both with one call of the system, where they are not to be encrypted: then they would be copied together.
    const { socket } = message;
    if (!isSecure) socket?.cork();
    message.write(head, "latin1");
    message.write(bytes, (error) => {
      if (error || isUnwanted()) return;
      sentBytes += bytes.length;
      onProgress?.(sentBytes);
      if (!isLast) sendNext(pieces.next());
    });
    if (isLast) message.end(end, "latin1");
    if (!isSecure) socket?.uncork();
  };
  const sendNext = (piece: Promise<Piece>): void => {
    piece.then(send).catch((error: unknown) => message.destroy(error as Error));
  };
  // The head goes first and alone: what is written together with it would be copied once more to be encrypted.
  message.flushHeaders();
  const first = pieces.next();
  // Told of where it is sent.
  first.catch(() => {});
  // A socket that was kept writes the head one tick after it is named.
  if (message.socket === null) message.once("socket", () => process.nextTick(sendNext, first));
  else sendNext(first);
}
