import { Option } from "commander";
import type { Filter } from "../../upload/index.ts";

const GROUP = "Several files:";

/** Options for several files and folders. Those that take files in or leave them out share one list, for their order counts. */
export function manyOptions(): readonly Option[] {
  const filters: Filter[] = [];
  const filter = (kind: Filter["kind"], description: string): Option =>
    new Option(`--${kind} <pattern>`, description).argParser((pattern): readonly Filter[] => {
      filters.push({ kind, pattern });
      return filters;
    });
  return [
    new Option("-R, --recursive", "upload the files in folders, with keys by their paths in them"),
    filter("exclude", "leave out files whose path in the folder matches, such as '*.tmp' (may be repeated)"),
    filter("include", "take files in again that match; of all patterns the last that matches counts (may be repeated)"),
    new Option("--no-follow-symlinks", "leave out symbolic links (else what they lead to is uploaded)"),
    new Option("--sync", "leave out what is there already with equal size and checksum; lists and reads the objects"),
    new Option("--dry-run", "upload nothing, and say what would be uploaded"),
    new Option("--lease-prefix", "take a lease for the prefix also where files are named (else for their exact keys)"),
    new Option("--files-in-flight <number>", "how many files are on the way at most, 1 to 256 (else 64)"),
    new Option(
      "--sender-threads <number>",
      "how many threads help with thousands of small files, 0 to 16 (else two less than there are processors, at most 2)",
    ),
  ].map((option) => option.helpGroup(GROUP));
}
