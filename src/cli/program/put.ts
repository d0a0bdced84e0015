import { Command, Option } from "commander";
import type { Filter } from "../../upload/index.ts";
import type { PutInput } from "../commands/put.ts";
import type { StartCommand } from "../context.ts";
import { GIVEN_LEASE, givenLeaseOptions } from "./given-lease-options.ts";
import { manyOptions } from "./many-options.ts";
import { mintingOptions } from "./minting-options.ts";
import { objectOptions } from "./object-options.ts";
import { durationOption, endpointOption, examples, jsonOption, regionOption, verboseOption } from "./options.ts";
import { scopeOptions } from "./scope-options.ts";

/** `keylease put`. */
export function declarePut(start: StartCommand): Command {
  const command = new Command("put")
    .summary("upload files, with a lease or a role for their keys alone")
    .description(
      "Uploads a file, standard input, or several files and folders. With --role-arn it takes a lease for exactly these\nobjects first and uploads with it; with --lease it needs no credentials of its own. A large file goes in parts: where\nthe upload stops, for whatever reason, the same command goes on with what is missing.",
    )
    .usage("[options] <file...> [s3://BUCKET/KEY or s3://BUCKET/PREFIX/]")
    .argument(
      "<file...>",
      "files to upload (- reads standard input to its end), and behind them where to: s3://BUCKET/KEY, or a prefix that ends in a slash (or --bucket and --s3-object-key; not needed with --lease)",
    );
  for (const option of [...mintingOptions(), ...scopeOptions(), durationOption()]) {
    command.addOption(option.conflicts(["lease", ...GIVEN_LEASE]));
  }
  for (const option of givenLeaseOptions()) command.addOption(option);
  for (const option of [...manyOptions(), ...objectOptions()]) command.addOption(option);
  return command
    .addOption(regionOption().conflicts("lease"))
    .addOption(new Option("-b, --bucket <name>", "bucket (also --backet)"))
    .addOption(new Option("--backet <name>", "the same").hideHelp())
    .addOption(new Option("-k, --s3-object-key <key>", "object key, as it stands"))
    .addOption(
      new Option(
        "--checksum <algorithm>",
        "what is compared with S3's own: of the whole object, and of its parts for sha1 and sha256 (else crc32)",
      ).choices(["crc32", "crc32c", "crc64nvme", "sha1", "sha256"]),
    )
    .addOption(
      new Option(
        "--part-size <size>",
        "size of a part, 5MiB to 5GiB (of standard input to 1GiB), such as 64MiB (else 8MiB, 16MiB of large files, or as needed)",
      ),
    )
    .addOption(new Option("--parts-in-flight <number>", "how many parts are on the way at most, 1 to 64 (else 6)"))
    .addOption(endpointOption("STS and S3").conflicts("lease"))
    .addOption(
      new Option("--no-public-check", "do not ask whether the object is public (one HEAD without credentials)"),
    )
    .addOption(new Option("-q, --quiet", "print no progress and no notes"))
    .addOption(jsonOption("print the result as one line of JSON, and progress as lines of JSON on standard error"))
    .addOption(verboseOption(", and which files --sync leaves out"))
    .addHelpText(
      "after",
      examples(
        "keylease put report.txt s3://my-bucket/report.txt --role-arn arn:aws:iam::123456789012:role/uploader",
        "keylease put report.txt --lease lease.json",
        "keylease put --recursive site s3://my-bucket/site/ --role-arn ARN --exclude '*.map' --sync",
        "keylease put film.mp4 --lease-url https://leases.example.com/film",
        "tar cz folder | keylease put - s3://my-bucket/folder.tar.gz --role-arn ARN",
        "keylease lease s3://my-bucket/report.txt --role-arn ARN | keylease put report.txt --lease -",
        "keylease put --region ap-northeast-1 --backet my-bucket --role-arn ARN --s3-object-key hoge report.txt",
      ),
    )
    .action(startPut(start));
}

/** The options as commander has them. */
type PutWords = Omit<PutInput, "files" | "target" | "filters"> & Partial<Record<Filter["kind"], readonly Filter[]>>;

function startPut(start: StartCommand): (words: readonly string[], given: PutWords) => Promise<void> {
  return (words, { include, exclude, ...options }) => {
    // Commander gives the list of both to each that was given.
    const filters = include ?? exclude;
    const input = { ...options, ...(filters === undefined ? {} : { filters }), ...filesAndTarget(words) };
    return start(() => import("../commands/put.ts"), input);
  };
}

/** The last word is the target where it is an address in S3. */
function filesAndTarget(words: readonly string[]): Pick<PutInput, "files" | "target"> {
  const target = words.at(-1);
  return target?.startsWith("s3://") ? { files: words.slice(0, -1), target } : { files: words };
}
