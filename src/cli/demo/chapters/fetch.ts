import { httpCall } from "../http.ts";
import type { DeployedStack, Scene } from "../stage.ts";

/** What the shipped template's user data uploads. */
const UPLOADED_TEXT = /^Uploaded at .+ by the stack upload-by-role\n$/;

/** UploadedURL is fetched without credentials. */
export async function fetchChapter({ narrator, emulator, stage }: Scene, stack: DeployedStack): Promise<void> {
  narrator.chapter("UploadedURL is fetched without credentials");
  const url = new URL(stack.uploadedUrl);
  // The name is AWS's: the emulator is asked for it by its Host header, as if the name resolved to it.
  const at = { url: emulator.endpoint };
  const headers = { host: url.host };
  const { status, body } = await httpCall({ at, path: url.pathname, headers, signal: stage.signal });
  narrator.check("it holds the file", status === 200 && UPLOADED_TEXT.test(body), body.trimEnd());
  const other = await httpCall({ at, path: "/another-key", headers, signal: stage.signal });
  narrator.check("nothing else in the bucket can be read without credentials", other.status === 403);
}
