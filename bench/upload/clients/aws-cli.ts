import { type Client, PLACE } from "../client.ts";
import { credentialVariables, trust } from "./environment.ts";
import { type FoundProgram, findPrograms } from "./programs.ts";

/** Every AWS CLI on this machine, by `aws s3 cp` with its defaults. */
export function awsClis(): readonly Client[] {
  return findPrograms("aws", { args: ["--version"], pattern: /aws-cli\/(\S+)/ }).map(awsCli);
}

function awsCli({ path, version }: FoundProgram): Client {
  return {
    name: `AWS CLI ${version}`,
    role: "peer",
    command({ kind, source, endpoint, caFile, credentials }) {
      const what =
        kind === "file"
          ? [source, `s3://${PLACE.bucket}/${PLACE.key}`]
          : ["--recursive", source, `s3://${PLACE.bucket}/${PLACE.prefix}`];
      return {
        program: path,
        args: ["s3", "cp", "--only-show-errors", "--endpoint-url", endpoint, ...what],
        env: { ...credentialVariables(credentials), ...trust("AWS_CA_BUNDLE", caFile) },
      };
    },
  };
}
