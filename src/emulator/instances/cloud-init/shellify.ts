/**
 * The shell script that cloud-init makes of `runcmd` and `bootcmd`: a text is a line as it stands, a list is one command
 * whose words are quoted.
 *
 * @throws TypeError in cloud-init's words.
 */
export function shellify(commands: unknown): string {
  if (!Array.isArray(commands)) {
    throw new TypeError(`Input to shellify was type '${pythonType(commands)}'. Expected list or tuple.`);
  }
  const lines = commands.filter((command) => command !== null).map(lineOf);
  return ["#!/bin/sh", ...lines, ""].join("\n");
}

function lineOf(command: unknown): string {
  if (typeof command === "string") return command;
  if (Array.isArray(command)) return command.map((word) => `'${wordOf(word).replaceAll("'", `'\\''`)}'`).join(" ");
  throw new TypeError(
    `Unable to shellify type '${pythonType(command)}'. Expected list, string, tuple. Got: ${JSON.stringify(command)}`,
  );
}

/** As Python writes what is no text. */
function wordOf(word: unknown): string {
  if (word === null) return "None";
  if (typeof word === "boolean") return word ? "True" : "False";
  return typeof word === "object" ? JSON.stringify(word) : String(word);
}

function pythonType(value: unknown): string {
  if (value === null || value === undefined) return "NoneType";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    default:
      return "dict";
  }
}
