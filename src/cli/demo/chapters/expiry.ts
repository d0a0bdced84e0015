import { formatDuration } from "../../../core/index.ts";
import { type Lease, onlyObject } from "../../../lease/index.ts";
import { attemptPut, describeAttempt } from "../attempt.ts";
import type { Scene } from "../stage.ts";

/** The clock is moved past the expiry, and the lease is dead. */
export async function expiryChapter(scene: Scene, lease: Lease): Promise<void> {
  const { narrator, emulator } = scene;
  narrator.chapter("Time passes");
  const seconds = Math.ceil((lease.credentials.expiration.getTime() - emulator.now().getTime()) / 1000) + 1;
  const before = await attemptPut(scene, lease.credentials, onlyObject(lease));
  narrator.check("the lease still works on its own key", before.allowed, describeAttempt(before));
  emulator.advanceClock(seconds);
  narrator.say(`The emulator's clock is moved forward by ${formatDuration(seconds)}.`);
  const after = await attemptPut(scene, lease.credentials, onlyObject(lease));
  const dead = !after.allowed && after.status === 400 && after.code === "ExpiredToken";
  narrator.check("now it is dead", dead, describeAttempt(after));
}
