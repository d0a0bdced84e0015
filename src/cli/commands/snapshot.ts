import { loadSnapshot, saveSnapshot } from "../../emulator/index.ts";
import type { CommandContext } from "../context.ts";

/** What `keylease emulator snapshot` is told. */
export interface SnapshotInput {
  readonly verb: "save" | "load";
  readonly file: string;
  /** The data directory. */
  readonly data: string;
  readonly json?: boolean;
}

/** Writes a snapshot of a data directory, or makes a data directory of one. */
export async function run({ verb, file, data, json }: SnapshotInput, { output }: CommandContext): Promise<undefined> {
  const paths = { file, dataDirectory: data };
  await (verb === "save" ? saveSnapshot(paths) : loadSnapshot(paths));
  if (json) output.json({ file, dataDirectory: data });
  else if (verb === "save")
    output.line(`${file} holds the state of ${data}, with its root keys and all other secrets.`);
  else output.line(`${data} holds the state of ${file}.`);
}
