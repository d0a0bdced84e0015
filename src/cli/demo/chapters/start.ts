import { canSandbox, type Emulator, startEmulator } from "../../../emulator/index.ts";
import { createInstanceImage } from "../../instance-image.ts";
import { httpCall } from "../http.ts";
import type { Narrator } from "../narrator.ts";
import { DEMO_REGION, type Stage } from "../stage.ts";

/** An emulator starts, enforcing, on a free loopback port, with a fresh root key. */
export async function startChapter(
  narrator: Narrator,
  { signal }: Stage,
): Promise<{ emulator: Emulator; close: () => Promise<void> }> {
  narrator.chapter("An emulator starts");
  const sandboxed = await canSandbox();
  const image = createInstanceImage();
  const emulator = await startEmulator({
    region: DEMO_REGION,
    instanceMode: sandboxed ? "bubblewrap" : "process",
    instanceImage: image.image,
    signal,
  });
  narrator.check(`it listens on loopback, at ${emulator.endpoint}`, emulator.endpoint.startsWith("http://127.0.0.1:"));
  const unsigned = await httpCall({
    at: { url: emulator.endpoint },
    path: "/?Action=GetCallerIdentity&Version=2011-06-15",
  });
  narrator.check("it refuses a call that nobody has signed", unsigned.status === 403, codeOf(unsigned.body));
  narrator.say(
    sandboxed
      ? "Instances will run in a sandbox of bubblewrap: no network but the emulator, a read-only system."
      : "bubblewrap cannot be used here, so the instance will be a plain process in a temporary folder, with your rights.\nThat is fine for this template, which is our own; do not do it with a template that you do not trust.",
  );
  return {
    emulator,
    close: async () => {
      await emulator.close();
      image.remove();
    },
  };
}

function codeOf(document: string): string {
  return /<Code>(\w+)<\/Code>/.exec(document)?.[1] ?? "no error code";
}
