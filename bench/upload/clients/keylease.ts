import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { REGION } from "../../auth/signed-requests.ts";
import { type Client, PLACE, type Work } from "../client.ts";
import { credentialVariables, trust } from "./environment.ts";

const PROGRAM = [process.execPath, join("dist", "cli", "main.js")] as const;
const OBJECT = `s3://${PLACE.bucket}/${PLACE.key}`;

/** `keylease put`, as it was built: with a lease, or with a role where the work has one. */
export const keylease: Client = {
  name: "keylease put",
  role: "keylease",
  command(work) {
    const { kind, source, assume } = work;
    const [program, entry] = PROGRAM;
    const trusted = trust("NODE_EXTRA_CA_CERTS", work.caFile);
    if (assume !== undefined) {
      const env = { ...credentialVariables(assume.user), ...trusted, AWS_ENDPOINT_URL: work.endpoint };
      return { program, args: [entry, "put", source, OBJECT, "--role-arn", assume.roleArn, "--quiet"], env };
    }
    const lease = join(work.folder, "lease.json");
    writeFileSync(lease, JSON.stringify(leaseOf(work)), { mode: 0o600 });
    const what = kind === "file" ? [source, OBJECT] : ["--recursive", source, `s3://${PLACE.bucket}/${PLACE.prefix}`];
    return { program, args: [entry, "put", ...what, "--lease", lease, "--quiet"], env: trusted };
  },
};

/** The lease document of the work's credentials. */
function leaseOf({ endpoint, credentials }: Work): object {
  return {
    version: 2,
    id: "benchbenchbenchbench",
    scope: { bucket: PLACE.bucket, prefix: "k/", actions: ["upload"] },
    region: REGION,
    endpoints: { s3: endpoint },
    principalArn: "arn:aws:sts::111111111111:assumed-role/uploader/keylease-benchbenchbenchbench",
    credentials: { ...credentials, expiration: new Date(Date.now() + 3_600_000) },
  };
}
