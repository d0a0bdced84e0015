import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endOf, npxFolder } from "../../support/cli.ts";

const guide = readFileSync("docs/guide/explain.md", "utf8");

/** The policies of the guide: a file's name at the end of a paragraph, and its text. */
const policies = [...guide.matchAll(/`(\w+\.json)`[^`]*\n\n```json\n([\s\S]*?)^```/gm)];

/** The commands of the guide, each with the output that stands below it. A line goes on where it ends in a backslash. */
const commands = [...guide.matchAll(/^```console\n\$ ((?:.*\\\n)*.*\n)([\s\S]*?)^```/gm)].map(
  ([, command = "", output = ""]) => [command, output] as const,
);

const folder = mkdtempSync(join(tmpdir(), "keylease-guide-"));
let npx: { path: string; remove: () => void };
beforeAll(async () => {
  for (const [, name = "", text = ""] of policies) writeFileSync(join(folder, name), text);
  npx = await npxFolder();
});
afterAll(() => {
  npx.remove();
  rmSync(folder, { recursive: true });
});

// The guide is typed where a person has the standard programs; a machine that has only Node cannot follow it.
const isTypeable = spawnSync("sh", ["-c", "command -v head"]).status === 0;

describe("the guide to explanations", () => {
  it("shows every policy that its commands read, and no other", () => {
    const shown = policies.map(([, name]) => name);
    const made = ["explanation.json"];
    const read = new Set(commands.flatMap(([command]) => command.match(/\w+\.json/g) ?? []));
    expect([...shown, ...made].sort()).toEqual([...read].sort());
  });

  it("has a command in every block for the console", () => {
    expect(commands.length).toBe(guide.match(/^```console$/gm)?.length);
    expect(commands.length).toBeGreaterThan(7);
  });

  it.skipIf(!isTypeable)("shows what its commands print, block by block", async () => {
    for (const [command, output] of commands) {
      const env = { PATH: `${npx.path}:${process.env.PATH}`, HOME: folder };
      // A terminal shows standard output and standard error in one.
      const { stdout } = await endOf(spawn("sh", ["-c", `exec 2>&1\n${command}`], { cwd: folder, env }));
      expect(stdout.endsWith("\n") ? stdout : `${stdout}\n`, command).toBe(output);
    }
  });
});
