import { installAwsSdk } from "../../peers/aws-sdk/install.ts";
import { type Client, PLACE, type Work } from "../client.ts";
import type { Command } from "../measured-run.ts";
import { credentialVariables, trust } from "./environment.ts";

/** AWS's libraries for JavaScript: lib-storage for a file, the plain client for many. */
export function awsSdks(): readonly Client[] {
  const { libStorage, clientS3, version } = installAwsSdk();
  const file = (mode: string) => (work: Work) =>
    work.kind === "file" ? commandOf(libStorage, work, [PLACE.bucket, PLACE.key, mode]) : undefined;
  return [
    { name: `lib-storage ${version}`, role: "peer", command: file("default") },
    { name: `lib-storage ${version}, tuned`, role: "peer", command: file("tuned") },
    {
      name: `client-s3 ${version}, 32 in flight`,
      role: "peer",
      command: (work) =>
        work.kind === "directory" ? commandOf(clientS3, work, [PLACE.bucket, PLACE.prefix, "32"]) : undefined,
    },
  ];
}

function commandOf(script: string, { source, endpoint, caFile, credentials }: Work, more: readonly string[]): Command {
  return {
    program: process.execPath,
    args: [script, source, endpoint, ...more],
    env: { ...credentialVariables(credentials), ...trust("NODE_EXTRA_CA_CERTS", caFile) },
  };
}
