import { bootChapter } from "./chapters/boot.ts";
import { deployChapter } from "./chapters/deploy.ts";
import { expiryChapter } from "./chapters/expiry.ts";
import { fetchChapter } from "./chapters/fetch.ts";
import { handOverChapter } from "./chapters/hand-over.ts";
import { outsidersChapter } from "./chapters/outsiders.ts";
import { refusalChapter } from "./chapters/refusal.ts";
import { startChapter } from "./chapters/start.ts";
import type { Narrator } from "./narrator.ts";
import type { Stage } from "./stage.ts";

/**
 * Plays the whole story against an emulator of its own: a stack whose instance uploads by assuming a role, a lease that
 * another program uploads with, and everything that must be refused. What is not as it must be is told by a cross.
 *
 * @throws the signal's reason where it is aborted, and any error that makes the rest of the story impossible.
 */
export async function playStory(narrator: Narrator, stage: Stage): Promise<void> {
  const { emulator, close } = await startChapter(narrator, stage);
  try {
    const scene = { narrator, stage, emulator };
    const stack = await deployChapter(scene);
    const instance = await bootChapter(scene, stack);
    await fetchChapter(scene, stack);
    const lease = await handOverChapter(scene, { stack, instance });
    await refusalChapter(scene, lease);
    await outsidersChapter(scene, { stack, instance });
    await expiryChapter(scene, lease);
  } finally {
    await close();
  }
}
