// Holds the role, and starts a program that holds nothing but a lease for one object.
// Usage: node parent.mjs variables|document|url FILE s3://BUCKET/KEY, with ROLE_ARN in the environment
import { spawn } from "node:child_process";
import { devNull } from "node:os";
import { fileURLToPath } from "node:url";
import { createLease, formatLease, parseScope, presignPut, variablesOf } from "keylease";

const [way, file, target] = process.argv.slice(2);
const { ROLE_ARN: roleArn, PATH } = process.env;
const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What the child is started as, and how it gets the lease. Never in its arguments: all of the machine can read those. */
const WAYS = {
  /** For programs that use an AWS SDK or the AWS CLI. */
  variables: (lease) => ({
    command: process.execPath,
    args: [beside("by-variables.mjs"), file, lease.scope.bucket, lease.scope.key],
    env: variablesOf(lease),
    input: "",
  }),
  /** For programs that were told what a lease is: they need not be told where to upload to. */
  document: (lease) => ({
    command: process.execPath,
    args: [beside("by-document.mjs"), file],
    env: {},
    input: formatLease(lease),
  }),
  /** For programs in any language that can send a PUT. */
  url: async (lease) => ({
    command: "python3",
    args: [beside("by-url.py"), file],
    env: {},
    input: JSON.stringify(await presignPut(lease, { contentType: "application/octet-stream" })),
  }),
};

if (WAYS[way] === undefined || target === undefined || roleArn === undefined) {
  console.error("usage: ROLE_ARN=… node parent.mjs variables|document|url FILE s3://BUCKET/KEY");
  process.exit(64);
}
const lease = await createLease(parseScope(target), { roleArn });
const { command, args, env, input } = await WAYS[way](lease);

// Not `...process.env`: this program's own credentials stay here. The rest shuts the places where the SDK looks next.
const scrubbed = {
  PATH,
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: "true",
};
const child = spawn(command, args, { env: { ...scrubbed, ...env }, stdio: ["pipe", "inherit", "inherit"] });
child.on("error", (error) => {
  console.error(`${command} cannot be started: ${error.message}`);
  process.exitCode = 1;
});
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
// A child that ends before it has read everything is told of by its exit code.
child.stdin.on("error", () => {});
child.stdin.end(input);
