import { execFileSync } from "node:child_process";

/** Runs the npm that runs us, and gives what it printed on stdout. Its stderr goes to ours. */
export function npm(args: readonly string[]): string {
  const path = process.env.npm_execpath;
  const [command, leading] = path === undefined ? ["npm", []] : [process.execPath, [path]];
  return execFileSync(command, [...leading, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
