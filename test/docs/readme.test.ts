import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { blocksOf } from "../support/guides/pages.ts";
import { isTypeable, startTyping, type Typist, variablesOf } from "../support/guides/typist.ts";

const [start, test, hand, program, ...rest] = blocksOf("README.md");
const lines = (text = ""): readonly string[] => text.trimEnd().split("\n");

let emulator: Emulator;
let typist: Typist;
beforeAll(async () => {
  emulator = await startTestEmulator();
  typist = await startTyping(variablesOf(emulator));
});
afterAll(async () => {
  typist.leave();
  await emulator.close();
});

/** Types a line where the README is, as its reader does. */
async function type(line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await typist.type(`cd '${process.cwd()}'\n${line}`);
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  return stdout;
}

// Typed in a shell as its reader does; a machine that has only Node has no standard programs to follow it with.
describe.skipIf(!isTypeable)("the README", () => {
  it("has three blocks of commands and a program", () => {
    const languages = [start, test, hand, program].map((block) => block?.language);
    expect([...languages, rest]).toEqual(["sh", "sh", "sh", "ts", []]);
  });

  // .ci/run reads the command for the tests there, and whoever looks for it finds it there.
  it("says on a line of its own how the tests are run", () => {
    expect(test?.text.trim()).toBe("npm test");
  });

  it("leads from nothing to an uploaded object in three lines", async () => {
    const [emulate = "", deploy = "", put = "", ...more] = lines(start?.text);
    expect(more).toEqual([]);
    // test/tools/run.test.ts lets it run in a fresh clone; here an emulator runs already.
    expect(emulate).toMatch(/^npm run emulator +#/);
    expect(JSON.parse(readFileSync("package.json", "utf8")).scripts.emulator).toBe("node tools/run.mjs emulator");
    const bucket = /^BucketName +(\S+)$/m.exec(await type(deploy))?.[1] ?? "";
    expect(await type(put.replaceAll("BUCKET", bucket))).toContain(`uploaded README.md to s3://${bucket}/README.md`);
    for (const line of lines(hand?.text)) {
      const lease = join(typist.folder, "lease.json");
      await type(line.replaceAll("BUCKET", bucket).replaceAll("lease.json", lease));
      expect(existsSync(lease)).toBe(true);
    }
  });
});
