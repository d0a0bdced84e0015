import { execFileSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installedFolder } from "../installed-folder.ts";

const VERSION = "3.1173.0";
const HANDLER_VERSION = "4.14.2";

/** Scripts that upload with AWS's libraries. */
export interface AwsSdkScripts {
  /** `node SCRIPT FILE ENDPOINT BUCKET KEY default|tuned`. */
  readonly libStorage: string;
  /** `node SCRIPT DIRECTORY ENDPOINT BUCKET PREFIX NUMBER`. */
  readonly clientS3: string;
  readonly version: string;
}

/**
 * Installs AWS's libraries for JavaScript (Apache-2.0) in a folder outside the repository, unless they are there already.
 *
 * @throws Error where npm cannot fetch them.
 */
export function installAwsSdk(): AwsSdkScripts {
  const packages = [
    `@aws-sdk/lib-storage@${VERSION}`,
    `@aws-sdk/client-s3@${VERSION}`,
    `@smithy/node-http-handler@${HANDLER_VERSION}`,
  ];
  const install = (folder: string): void => {
    writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}');
    const options = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"];
    execFileSync("npm", [...options, ...packages], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  };
  const proof = join("node_modules", "@smithy", "node-http-handler", "package.json");
  const folder = installedFolder({ name: `aws-sdk-${VERSION}`, proof, install });
  const copied = (name: string): string => {
    const script = join(folder, name);
    copyFileSync(join("bench", "peers", "aws-sdk", name), script);
    return script;
  };
  return { libStorage: copied("lib-storage.mjs"), clientS3: copied("client-s3.mjs"), version: VERSION };
}
