import type { ServerResponse } from "node:http";
import { finished } from "node:stream/promises";
import type { ReusingStream } from "../state/blob-files.ts";

/**
 * Sends a stream to its end, as `pipeline` does, and gives each chunk back when the system has taken it. A chunk that was
 * not sent is never given back: somebody may still hold it.
 */
export async function sendReusing(body: ReusingStream, response: ServerResponse): Promise<void> {
  body.on("data", (chunk: Buffer) => {
    const mayGoOn = response.write(chunk, (error) => {
      if (error === undefined || error === null) body.reuse(chunk);
    });
    if (!mayGoOn) body.pause();
  });
  response.on("drain", () => body.resume());
  body.once("end", () => response.end());
  try {
    await Promise.all([finished(body), finished(response)]);
  } catch (error) {
    body.destroy();
    response.destroy();
    throw error;
  }
}
