import { type Credentials, REGION } from "../../auth/signed-requests.ts";

/** The variables by which clients know who they are. */
export function credentialVariables({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: Credentials): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** The variable that names an authority to trust, where there is one. */
export function trust(variable: string, caFile: string | undefined): Record<string, string> {
  return caFile === undefined ? {} : { [variable]: caFile };
}
