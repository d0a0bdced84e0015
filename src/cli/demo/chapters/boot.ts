import type { Credentials } from "../../../lease/index.ts";
import { userDataEnded } from "../control.ts";
import { instanceCredentials } from "../metadata.ts";
import type { DeployedStack, Scene } from "../stage.ts";

/** An instance that has booted. */
export interface BootedInstance {
  /** The instance role's credentials, as programs on the instance get them. */
  readonly credentials: Credentials;
}

const SHOWN_LINES = 12;

/** The instance boots; its user data uploads by assuming the role. */
export async function bootChapter({ narrator, emulator, stage }: Scene, stack: DeployedStack): Promise<BootedInstance> {
  narrator.chapter("The instance boots and uploads");
  const instance = await userDataEnded(emulator, stack.instanceId, stage.signal);
  narrator.say(instance.consoleOutput.trimEnd().split("\n").slice(-SHOWN_LINES).join("\n"));
  narrator.check(
    "its user data took the instance role's credentials, assumed the upload role for one key, and uploaded",
    instance.exitStatus === 0,
    `${instance.instanceId} ran in ${instance.runner === "process" ? "a plain process" : instance.runner}; exit status ${instance.exitStatus ?? "none yet"}`,
  );
  if (instance.metadata === undefined) throw new Error("the instance has no metadata service");
  return { credentials: await instanceCredentials(instance.metadata, stage.signal) };
}
