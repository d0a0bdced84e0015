import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandContext } from "../context.ts";
import { LineNarrator } from "../demo/narrator.ts";
import { playStory } from "../demo/story.ts";

/** What `keylease demo` is told. */
export interface DemoInput {
  readonly json?: boolean;
}

/**
 * Plays the story and says how it went.
 *
 * @returns 1 where anything was not as it must be.
 */
export async function run(
  { json }: DemoInput,
  { output, entryFile, signal }: CommandContext,
): Promise<number | undefined> {
  const narrator = new LineNarrator(json ? () => {} : (line) => output.line(line), { colour: output.colour });
  const folder = mkdtempSync(join(tmpdir(), "keylease-demo-"));
  try {
    await playStory(narrator, { folder, cliPath: entryFile, signal });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const failed = narrator.checks.filter(({ holds }) => !holds).length;
  if (json) output.json({ passed: narrator.checks.length - failed, failed, checks: narrator.checks });
  else output.line(`\n${narrator.checks.length - failed} as they must be, ${failed} not.`);
  return failed === 0 ? undefined : 1;
}
