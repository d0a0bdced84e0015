import type { Argument, Command, Option } from "commander";
import { FINDING_CODES } from "../../src/lint/index.ts";

/** The text of docs/reference/cli.md for a program and its exit codes. */
export function cliPage(program: Command, exitCodes: Readonly<Record<number, string>>): string {
  const commands = program.commands.flatMap((command) => sections(command, [command.name()])).join("\n");
  const rows = Object.entries(exitCodes).map(([code, sentence]) => [code, sentence]);
  return `${INTRODUCTION}\n${commands}\n## Exit codes\n\n${table(["code", "meaning"], rows)}\n${EPILOGUE}`;
}

const INTRODUCTION = `# The command line

<!-- Written by \`npm run docs\` from src/cli/program and src/cli/exit-codes.ts: change it there. -->

What a command is for goes to standard output. Progress, notes and errors go to standard error. An error is one sentence on
what happened and one on what to do; with \`--json\` it is one line of JSON, \`{"error":{"code","message","hint","facts"}}\`,
with the codes of [errors.md](errors.md). No secret is ever printed but by \`lease\`, \`claim\` and
\`emulator\`, whose purpose it is.
Colours keep to \`NO_COLOR\` and \`FORCE_COLOR\`.
`;

const EPILOGUE = `
\`keylease emulator\` is meant to be stopped, so it ends with 0 on Ctrl-C and SIGTERM. \`keylease demo\` ends with 1 where
anything in its story is not as it must be. \`keylease lint\` ends with 1 where a document has an error, and with \`--strict\`
where it has a warning. What it finds is told on standard output, as compilers tell it:

\`\`\`
policy.json:5:17: warning UnknownAction: s3 has no action \`s3:HeadObject\`
  It is an operation, not an action: it needs s3:GetObject.
\`\`\`

${table(
  ["finding", "meaning"],
  Object.entries(FINDING_CODES).map(([name, sentence]) => [code(name), sentence]),
)}

## Files

Commands that take leases append a line for each to an audit log, \`audit.jsonl\` in \`$XDG_STATE_HOME/keylease\` (else
\`~/.local/state/keylease\`), or the file that \`KEYLEASE_AUDIT_LOG\` names: see [the guide](../guide/audit.md). Tickets are
below \`tickets\` in the same folder, sealed.

\`keylease emulator\` leaves \`emulator-PORT.json\` in \`$XDG_STATE_HOME/keylease\` (else \`~/.local/state/keylease\`) while it
runs: its endpoint, its process id and its control token, readable by you alone. \`keylease explain\` finds it there.
`;

/** A command's section, and those of the commands below it. One that does nothing but hold others has none. */
function sections(command: Command, names: readonly string[]): string[] {
  const below = command.commands.flatMap((part) => sections(part, [...names, part.name()]));
  return command.options.length === 0 && below.length > 0
    ? below
    : [commandSection(command, names.join(" ")), ...below];
}

function commandSection(command: Command, name: string): string {
  const parts = [
    `## keylease ${name}`,
    `\`\`\`\nkeylease ${name} ${command.usage()}\n\`\`\``,
    command.description().replaceAll("\n", " "),
  ];
  const args = command.registeredArguments.map((argument) => [code(nameOf(argument)), argument.description]);
  if (args.length > 0) parts.push(table(["argument", ""], args));
  const options = command.options.filter((option) => !option.hidden);
  parts.push(
    table(
      ["option", ""],
      options.map((option) => [code(option.flags), describe(option)]),
    ),
  );
  parts.push(`\`\`\`sh\n${examplesOf(command).join("\n")}\n\`\`\``);
  return `${parts.join("\n\n")}\n`;
}

function nameOf(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

function describe(option: Option): string {
  const choices = option.argChoices === undefined ? "" : ` One of ${option.argChoices.map(code).join(", ")}.`;
  const preset = option.defaultValue === undefined ? "" : ` Default: ${code(String(option.defaultValue))}.`;
  return `${option.description}.${choices}${preset}`;
}

/** The examples are part of the help text alone, so they are read from there. */
function examplesOf(command: Command): string[] {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const [, examples = ""] = help.split("\nExamples:\n");
  return examples
    .trimEnd()
    .split("\n")
    .map((line) => line.trim());
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A table in the form that the formatter gives it: columns as wide as their widest cell. */
function table(head: readonly [string, string], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = [0, 1].map((column) => Math.max(3, ...cells.map((row) => [...(row[column] ?? "")].length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - [...cell].length)).join(" | ")} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => "-".repeat(width))), ...others.map(line)].join("\n");
}
