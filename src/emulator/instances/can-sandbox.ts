import { execFile } from "node:child_process";
import { seccompFilter } from "./seccomp-filter.ts";

const PATIENCE_MILLISECONDS = 5_000;

/**
 * Whether bubblewrap is installed and may make the namespaces that an instance needs: locked-down hosts forbid it.
 * Found out by making one. Never on a processor that the sandbox's filter is not written for.
 */
export function canSandbox(): Promise<boolean> {
  if (seccompFilter(process.arch) === undefined) return Promise.resolve(false);
  const args = [
    "--unshare-all",
    "--uid",
    "0",
    "--gid",
    "0",
    "--cap-add",
    "CAP_NET_ADMIN",
    "--ro-bind",
    "/",
    "/",
    "true",
  ];
  return new Promise((resolve) => {
    execFile("bwrap", args, { timeout: PATIENCE_MILLISECONDS }, (error) => resolve(error === null));
  });
}
