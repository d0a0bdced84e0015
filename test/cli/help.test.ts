import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program/program.ts";
import { LEASE_FORMATS, LEASE_SECONDS, SCOPE_ACTIONS } from "../../src/lease/index.ts";

const settings = { start: async () => {}, writeOut: () => {}, writeErr: () => {} };
const program = createProgram(settings);
const commands = program.commands;
const helpOf = (command: Command): string => {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
};
const commandNamed = (name: string): Command => {
  const found = commands.find((command) => command.name() === name);
  if (found === undefined) throw new Error(`there is no command ${name}`);
  return found;
};

describe("the help of the program", () => {
  it("names every command with a summary", () => {
    const names = [
      "put",
      "uploads",
      "lease",
      "exec",
      "presign",
      "hand",
      "claim",
      "revoke",
      "audit",
      "doctor",
      "emulator",
      "explain",
      "lint",
      "deploy",
      "destroy",
      "template",
      "instances",
      "console",
      "demo",
    ];
    expect(commands.map((command) => command.name())).toEqual(names);
    const text = helpOf(program);
    for (const command of commands) expect(text).toContain(command.summary());
  });

  it("is of all commands unless the first word is one of them, which then is alone and as it was among the others", () => {
    for (const command of commands) {
      const alone = createProgram(settings, [command.name(), "--help"]).commands;
      expect(alone.map((one) => one.name())).toEqual([command.name()]);
      expect(helpOf(alone[0] as Command)).toBe(helpOf(command));
    }
    for (const args of [["--help"], ["--json", "put"], ["help", "put"], ["constructor"], ["PUT"], [""], []]) {
      expect(createProgram(settings, args).commands).toHaveLength(commands.length);
    }
  });
});

describe.each(commands.map((command) => [command.name(), command] as const))("the help of %s", (_, command) => {
  const text = helpOf(command);

  it("says what it does and shows an example that begins with its name", () => {
    expect(command.description()).not.toBe("");
    expect(text).toMatch(new RegExp(`Examples:\\n(.*\\n)*.*keylease ${command.name()}`));
  });

  it("describes every option and argument", () => {
    for (const option of command.options) {
      expect(option.description, option.flags).not.toBe("");
      if (!option.hidden) expect(text).toContain(option.flags);
    }
    for (const argument of command.registeredArguments) expect(argument.description, argument.name()).not.toBe("");
  });

  it("hides nothing but the article's spelling, which it mentions", () => {
    const hidden = command.options.filter((option) => option.hidden).map((option) => option.long);
    expect(hidden).toEqual(command.name() === "put" ? ["--backet"] : []);
    for (const flag of hidden) expect(text).toContain(`also ${flag}`);
  });

  it("fits a line of 100 characters, but for examples", () => {
    const [body = ""] = text.split("\nExamples:");
    for (const line of body.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe("what the command line declares without loading the library", () => {
  const options = commandNamed("lease").options;

  it("are the library's own formats, actions and default duration", () => {
    expect(options.find((option) => option.long === "--format")?.argChoices).toEqual([...LEASE_FORMATS, "curl"]);
    const allow = options.find((option) => option.long === "--allow")?.description;
    expect(allow).toContain(SCOPE_ACTIONS.filter((action) => action !== "upload").join(", "));
    expect(options.find((option) => option.long === "--duration")?.defaultValue).toBe(`${LEASE_SECONDS.default / 60}m`);
  });
});
