import { REGION } from "../../auth/signed-requests.ts";
import { type Client, PLACE, type Work } from "../client.ts";
import type { Command } from "../measured-run.ts";
import { credentialVariables } from "./environment.ts";
import { findPrograms } from "./programs.ts";

/**
 * Without them it also asks whether bucket and object are there, which credentials for putting may not. The ACL is the one
 * that a bucket without ACLs takes: it always states one.
 */
const PUT_ONLY = ["--s3-no-check-bucket", "--s3-no-head", "--no-check-dest", "--s3-acl=bucket-owner-full-control"];

/** rclone with its defaults, and, for many files, with as many on the way as others have. */
export function rclones(): readonly Client[] {
  const [found] = findPrograms("rclone", { args: ["version"], pattern: /rclone v(\S+)/ });
  if (found === undefined) return [];
  const name = `rclone ${found.version}`;
  const run = (work: Work, options: readonly string[]): Command => commandOf(found.path, work, options);
  return [
    { name, role: "peer", command: (work) => run(work, []) },
    {
      name: `${name}, 32 transfers`,
      role: "peer",
      command: (work) => (work.kind === "file" ? undefined : run(work, ["--transfers=32", "--checkers=32"])),
    },
  ];
}

function commandOf(program: string, work: Work, more: readonly string[]): Command {
  const { kind, source, endpoint, caFile, credentials } = work;
  const what =
    kind === "file"
      ? ["copyto", source, `:s3:${PLACE.bucket}/${PLACE.key}`]
      : ["copy", source, `:s3:${PLACE.bucket}/${PLACE.prefix}`];
  const place = ["--s3-provider=Other", "--s3-env-auth", `--s3-endpoint=${endpoint}`, `--s3-region=${REGION}`];
  // By an option: with AWS_CA_BUNDLE this version crashes.
  const trusted = caFile === undefined ? [] : [`--ca-cert=${caFile}`];
  return {
    program,
    args: [...what, "--config=/dev/null", ...place, ...PUT_ONLY, ...trusted, ...more],
    env: credentialVariables(credentials),
  };
}
