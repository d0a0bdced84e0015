import { installS5cmd } from "../../peers/s5cmd/install.ts";
import { type Client, PLACE } from "../client.ts";
import { credentialVariables, trust } from "./environment.ts";

/** s5cmd with its defaults, where it can be built. */
export function s5cmds(): readonly Client[] {
  const installed = installS5cmd();
  if (installed === undefined) return [];
  return [
    {
      name: `s5cmd ${installed.version}`,
      role: "peer",
      command({ kind, source, endpoint, caFile, credentials }) {
        const what =
          kind === "file"
            ? [source, `s3://${PLACE.bucket}/${PLACE.key}`]
            : [`${source}/`, `s3://${PLACE.bucket}/${PLACE.prefix}`];
        return {
          program: installed.program,
          args: ["--log=error", "--endpoint-url", endpoint, "cp", ...what],
          env: { ...credentialVariables(credentials), ...trust("SSL_CERT_FILE", caFile) },
        };
      },
    },
  ];
}
