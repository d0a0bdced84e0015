import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installLibStorage } from "../peers/lib-storage/install.ts";
import type { Command } from "./measured-run.ts";

/** Somebody who uploads. */
export interface Client {
  readonly name: string;
  /** Whether it compares ETags with MD5s, so that the sink must hash. */
  readonly needsMd5: boolean;
  command(file: string, endpoint: string): Command;
}

const KEYS = { AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "SECRET", AWS_SESSION_TOKEN: "TOKEN" };
const REGION = { AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-1" };
const env: Readonly<Record<string, string>> = { ...KEYS, ...REGION, AWS_EC2_METADATA_DISABLED: "true" };

/** Keylease first, then those of its peers that this machine has. Checksums are what each of them does of itself. */
export function clients(folder: string): readonly Client[] {
  const peers = [awsCli(), rclone(), s3cmd()].filter((client) => client !== undefined);
  return [keylease(folder), ...peers, libStorage()];
}

function keylease(folder: string): Client {
  return {
    name: "keylease put",
    needsMd5: false,
    command: (file, endpoint) => {
      const lease = join(folder, "lease.json");
      writeFileSync(lease, JSON.stringify(leaseAt(endpoint)), { mode: 0o600 });
      return { program: process.execPath, args: ["dist/cli/main.js", "put", file, "--lease", lease, "--quiet"] };
    },
  };
}

function leaseAt(endpoint: string): object {
  return {
    version: 1,
    id: "benchbenchbenchbench",
    scope: { bucket: "bench", key: "object", actions: ["upload"] },
    region: "us-east-1",
    endpoints: { s3: endpoint },
    principalArn: "arn:aws:sts::111111111111:assumed-role/uploader/keylease-benchbenchbenchbench",
    credentials: {
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      secretAccessKey: "SECRET",
      sessionToken: "TOKEN",
      expiration: new Date(Date.now() + 3_600_000),
    },
  };
}

function awsCli(): Client | undefined {
  const name = versionOf("aws", ["--version"], /aws-cli\/(\S+)/, "AWS CLI");
  if (name === undefined) return undefined;
  return {
    name,
    needsMd5: false,
    command: (file, endpoint) => ({
      program: "aws",
      args: ["s3", "cp", "--only-show-errors", "--endpoint-url", endpoint, file, "s3://bench/object"],
      env,
    }),
  };
}

function rclone(): Client | undefined {
  const name = versionOf("rclone", ["version"], /rclone v(\S+)/, "rclone");
  if (name === undefined) return undefined;
  const options = ["--s3-provider=Other", "--s3-env-auth", "--s3-no-check-bucket", "--s3-no-head", "--no-check-dest"];
  return {
    name,
    needsMd5: false,
    command: (file, endpoint) => ({
      program: "rclone",
      args: ["copyto", file, ":s3:bench/object", `--s3-endpoint=${endpoint}`, "--s3-region=us-east-1", ...options],
      env,
    }),
  };
}

function s3cmd(): Client | undefined {
  const name = versionOf("s3cmd", ["--version"], /version (\S+)/, "s3cmd");
  if (name === undefined) return undefined;
  return {
    name,
    needsMd5: true,
    command: (file, endpoint) => {
      const { host } = new URL(endpoint);
      const place = [`--host=${host}`, `--host-bucket=${host}`, "--no-ssl", "--config=/dev/null", "--region=us-east-1"];
      const keys = ["--access_key=ASIAIOSFODNN7EXAMPLE", "--secret_key=SECRET", "--access_token=TOKEN"];
      return { program: "s3cmd", args: ["put", "--quiet", ...place, ...keys, file, "s3://bench/object"], env };
    },
  };
}

function libStorage(): Client {
  const { script, version } = installLibStorage();
  return {
    name: `lib-storage ${version}`,
    needsMd5: false,
    command: (file, endpoint) => ({ program: process.execPath, args: [script, file, endpoint], env }),
  };
}

function versionOf(program: string, args: readonly string[], pattern: RegExp, name: string): string | undefined {
  try {
    const text = execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    return `${name} ${pattern.exec(text)?.[1] ?? ""}`;
  } catch {
    console.log(`${program} is not there: left out`);
    return undefined;
  }
}
