import { execFile } from "node:child_process";

const PATIENCE_MILLISECONDS = 5_000;

/**
 * Whether bubblewrap is installed and may make the namespaces that an instance needs: locked-down hosts forbid it.
 * Found out by making one.
 */
export function canSandbox(): Promise<boolean> {
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
