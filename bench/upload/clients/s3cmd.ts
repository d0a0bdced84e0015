import { REGION } from "../../auth/signed-requests.ts";
import { type Client, PLACE, type Work } from "../client.ts";
import type { Command } from "../measured-run.ts";
import { findPrograms } from "./programs.ts";

/** s3cmd with its defaults. */
export function s3cmds(): readonly Client[] {
  const [found] = findPrograms("s3cmd", { args: ["--version"], pattern: /version (\S+)/ });
  if (found === undefined) return [];
  const name = `s3cmd ${found.version}`;
  return [{ name, role: "peer", comparesMd5: true, command: (work) => commandOf(found.path, work) }];
}

function commandOf(program: string, { kind, source, endpoint, caFile, credentials }: Work): Command {
  const { host } = new URL(endpoint);
  const place = [`--host=${host}`, `--host-bucket=${host}`, "--config=/dev/null", `--region=${REGION}`];
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const keys = [`--access_key=${accessKeyId}`, `--secret_key=${secretAccessKey}`, `--access_token=${sessionToken}`];
  const safety = caFile === undefined ? ["--no-ssl"] : ["--ssl", `--ca-certs=${caFile}`];
  const what =
    kind === "file"
      ? [source, `s3://${PLACE.bucket}/${PLACE.key}`]
      : ["--recursive", `${source}/`, `s3://${PLACE.bucket}/${PLACE.prefix}`];
  return { program, args: ["put", "--quiet", ...place, ...keys, ...safety, ...what] };
}
