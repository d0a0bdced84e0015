import { Command, Option } from "commander";
import type { PutInput } from "../commands/put.ts";
import type { StartCommand } from "../context.ts";
import { mintingOptions } from "./minting-options.ts";
import {
  collect,
  durationOption,
  endpointOption,
  examples,
  jsonOption,
  regionOption,
  verboseOption,
} from "./options.ts";
import { scopeOptions } from "./scope-options.ts";

/** `keylease put`. */
export function declarePut(start: StartCommand): Command {
  const command = new Command("put")
    .summary("upload a file, with a lease or a role for that one key")
    .description(
      "Uploads a file, or standard input. With --role-arn it takes a lease for exactly that object first and uploads with\nit; with --lease it needs no credentials of its own. A large file goes in parts: where the upload stops, for whatever\nreason, the same command goes on with what is missing.",
    )
    .argument("<file>", "the file to upload; - reads standard input to its end")
    .argument("[target]", "where to: s3://BUCKET/KEY (or --bucket and --s3-object-key; not needed with --lease)");
  for (const option of [...mintingOptions(), ...scopeOptions()]) command.addOption(option.conflicts("lease"));
  return command
    .addOption(new Option("-l, --lease <file>", "lease document to upload with; - reads it from standard input"))
    .addOption(regionOption().conflicts("lease"))
    .addOption(new Option("-b, --bucket <name>", "bucket (also --backet)"))
    .addOption(new Option("--backet <name>", "the same").hideHelp())
    .addOption(new Option("-k, --s3-object-key <key>", "object key, as it stands"))
    .addOption(new Option("--acl <acl>", "canned ACL, such as public-read or bucket-owner-full-control"))
    .addOption(new Option("--content-type <type>", "Content-Type (else by the name)"))
    .addOption(new Option("--metadata <name=value>", "metadata of your own (may be repeated)").argParser(collect))
    .addOption(new Option("--tag <name=value>", "tag of the object (may be repeated)").argParser(collect))
    .addOption(new Option("--cache-control <value>", "Cache-Control, such as max-age=3600"))
    .addOption(new Option("--content-disposition <value>", "Content-Disposition, such as attachment"))
    .addOption(new Option("--content-encoding <value>", "Content-Encoding of bytes that are encoded already"))
    .addOption(new Option("--storage-class <class>", "storage class, such as STANDARD_IA (else S3's own)"))
    .addOption(new Option("--sse <algorithm>", "server-side encryption").choices(["AES256", "aws:kms"]))
    .addOption(new Option("--sse-kms-key-id <id>", "KMS key for --sse aws:kms (else the account's own for S3)"))
    .addOption(
      new Option(
        "--checksum <algorithm>",
        "what is compared with S3's own: of the whole object, and of its parts for sha1 and sha256 (else crc32)",
      ).choices(["crc32", "crc32c", "crc64nvme", "sha1", "sha256"]),
    )
    .addOption(
      new Option("--part-size <size>", "size of a part, 5MiB to 5GiB, such as 64MiB (else 8MiB, or as needed)"),
    )
    .addOption(new Option("--parts-in-flight <number>", "how many parts are on the way at most, 1 to 64 (else 6)"))
    .addOption(durationOption().conflicts("lease"))
    .addOption(endpointOption("STS and S3").conflicts("lease"))
    .addOption(new Option("-q, --quiet", "print no progress and no notes"))
    .addOption(jsonOption("print the result as one line of JSON, and progress as lines of JSON on standard error"))
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "keylease put report.txt s3://my-bucket/report.txt --role-arn arn:aws:iam::123456789012:role/uploader",
        "keylease put report.txt --lease lease.json",
        "tar cz folder | keylease put - s3://my-bucket/folder.tar.gz --role-arn ARN",
        "keylease lease s3://my-bucket/report.txt --role-arn ARN | keylease put report.txt --lease -",
        "keylease put --region ap-northeast-1 --backet my-bucket --role-arn ARN --s3-object-key hoge report.txt",
      ),
    )
    .action((file: string, target: string | undefined, options: Omit<PutInput, "file" | "target">) =>
      start(() => import("../commands/put.ts"), { ...options, file, ...(target === undefined ? {} : { target }) }),
    );
}
