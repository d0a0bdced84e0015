import { Command, Option } from "commander";
import type { EmulatorInput } from "../commands/emulator.ts";
import type { StartCommand } from "../context.ts";
import { collect, examples } from "./options.ts";
import { declareSnapshot } from "./snapshot.ts";

/** `keylease emulator`. */
export function declareEmulator(start: StartCommand): Command {
  return new Command("emulator")
    .summary("run an embedded AWS that enforces signatures, policies and expiry")
    .description(
      "Runs STS, IAM, S3, CloudFormation and EC2 on this machine until it is stopped with Ctrl-C or SIGTERM.\nPrints a root key for each account, which is its purpose.",
    )
    .addOption(new Option("-p, --port <number>", "port to listen on; 0 takes a free one").default("4566"))
    .addOption(new Option("--host <address>", "address to listen on").default("127.0.0.1"))
    .addOption(new Option("--data <directory>", "keep the state there (else it is gone when the emulator ends)"))
    .addOption(
      new Option(
        "--no-fsync",
        "for tests: answer before writes are on the disk; a machine that stops may lose or break the data",
      ),
    )
    .addOption(new Option("-r, --region <region>", "region (else AWS_REGION, else us-east-1)"))
    .addOption(
      new Option("--account <id>", "account id of 12 digits; may be repeated (else 000000000000)").argParser(collect),
    )
    .addOption(
      new Option(
        "--oidc-keys <issuer=file>",
        "key set (JWKS) of an OpenID Connect issuer, so that it is not asked for it; may be repeated",
      ).argParser(collect),
    )
    .addOption(bucketDefaultsOption())
    .addOption(
      new Option(
        "--instances <how>",
        "how user data of instances runs: in a bubblewrap sandbox, as a plain process with your rights, or not at all",
      )
        .choices(["bubblewrap", "process", "none"])
        .default("bubblewrap"),
    )
    .addOption(
      new Option(
        "--image <ami-id=directory>",
        "a machine image: a directory with rootfs/, which is laid over this machine's, and image.json; may be repeated",
      ).argParser(collect),
    )
    .addOption(new Option("--json", "print one line of JSON with endpoint, keys and control token; errors as JSON too"))
    .addOption(new Option("-q, --quiet", "do not tell of refused requests"))
    .addHelpText(
      "after",
      examples(
        "keylease emulator --region ap-northeast-1",
        "keylease emulator --data ./state --account 111111111111 --account 222222222222",
        "keylease emulator --image ami-0123456789abcdef0=./image",
        "keylease emulator --port 0 --json",
      ),
    )
    .enablePositionalOptions()
    .helpCommand(false)
    .addCommand(declareSnapshot(start))
    .action((options: EmulatorInput) => start(() => import("../commands/emulator.ts"), options));
}

function bucketDefaultsOption(): Option {
  return new Option(
    "--bucket-defaults <when>",
    "how buckets are made: today, without ACLs and with public access blocked; 2014, with ACLs and nothing blocked",
  )
    .choices(["today", "2014"])
    .default("today");
}
