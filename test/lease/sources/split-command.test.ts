import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitCommand } from "../../../src/lease/sources/split-command.ts";
import { refusedBy } from "../../support/refused-by.ts";

describe("a command that is split into words", () => {
  it.each<[string, readonly string[]]>([
    ["/opt/bin/awscreds-custom --username helen", ["/opt/bin/awscreds-custom", "--username", "helen"]],
    [
      '"/Users/Dave/path to/credentials.sh" plain "with spaces"',
      ["/Users/Dave/path to/credentials.sh", "plain", "with spaces"],
    ],
    ["  a\t\tb  ", ["a", "b"]],
    ["a ''", ["a", ""]],
    [`a 'it'"'"'s' x'y'z`, ["a", "it's", "xyz"]],
    [String.raw`a "q\"q" "b\\b" "n\n" one\ word`, ["a", 'q"q', "b\\b", "n\\n", "one word"]],
    ["a 'no $shell | here' b~c d#e k=v", ["a", "no $shell | here", "b~c", "d#e", "k=v"]],
  ])("%s", (text, words) => {
    expect(splitCommand(text)).toEqual(words);
  });

  it("keeps the backslashes of Windows' paths where it is told to", () => {
    expect(splitCommand(String.raw`"C:\Path To\credentials.cmd" C:\x \"`, { keepsBackslashes: true })).toEqual([
      String.raw`C:\Path To\credentials.cmd`,
      String.raw`C:\x`,
      '"',
    ]);
  });

  it.each([
    ["nothing", "  "],
    ["an empty name", "'' a"],
    ["a quotation mark that is open", 'a "b'],
    ["a backslash at the end", "a \\"],
    ["a variable", "a $HOME"],
    ["a variable in double quotes", 'a "$HOME"'],
    ["a command in a command", "a `b`"],
    ["a pipe", "a | b"],
    ["two commands", "a; b"],
    ["a second line", "a\nb"],
    ["a line that goes on", "a \\\nb"],
    ["a line that goes on in double quotes", 'a "b\\\nc"'],
    ["a redirection", "a > b"],
    ["a pattern", "a *.json"],
    ["a home folder", "~/bin/a"],
    ["a comment", "a #b"],
  ])("refuses %s, and does not quote it", async (_, text) => {
    const error = await refusedBy(() => splitCommand(text));
    expect(error.code).toBe("ArgumentInvalid");
    expect(error.message).not.toContain("HOME");
  });

  it("is what a POSIX shell makes of it, or is refused", () => {
    // A NUL cannot be in an argument; without a shell there is nothing to compare with.
    const character = fc.constantFrom(..."ab '\"\\\t$`|;&<>()*?[]{}~#=-\n");
    const commands = fc.array(fc.string({ unit: character, maxLength: 12 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(commands, (texts) => {
        const taken = texts.flatMap((text) => {
          try {
            return [{ text, words: splitCommand(`x ${text}`).slice(1) }];
          } catch {
            return [];
          }
        });
        const script = taken.map(({ text }) => `set -- ${text}\nfor w; do printf '%s\\0' "$w"; done; printf '\\1'`);
        const { stdout } = spawnSync("sh", ["-f", "-c", script.join("\n")], { encoding: "utf8" });
        const seen = stdout.split("\u0001").slice(0, -1);
        expect(seen).toEqual(taken.map(({ words }) => words.map((word) => `${word}\0`).join("")));
      }),
      { numRuns: 15 },
    );
  });
});
