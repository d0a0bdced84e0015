// Uploads a file with a lease for that one object, which is renewed for as long as the upload takes.
// Usage: node upload.mjs FILE s3://BUCKET/KEY, with ROLE_ARN in the environment
import { homedir } from "node:os";
import { join } from "node:path";
import { createLease, KeyleaseError, parseScope, ServiceError, upload } from "keylease";

const [file, target] = process.argv.slice(2);
const { ROLE_ARN: roleArn } = process.env;
if (file === undefined || target === undefined || roleArn === undefined) {
  console.error("usage: ROLE_ARN=… node upload.mjs FILE s3://BUCKET/KEY");
  process.exit(64);
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());

try {
  // The role itself is needed for nothing else.
  const takeLease = () => createLease(parseScope(target), { roleArn, signal: stop.signal });
  const uploaded = await upload(file, await takeLease(), {
    renew: takeLease,
    signal: stop.signal,
    // Where an upload in parts stops, the next one of the same file to the same object goes on.
    journalFolder: join(homedir(), ".local", "state", "node-upload"),
    onProgress: showProgress(),
    onEvent: ({ event }) => console.error(event),
  });
  console.log(
    `uploaded ${uploaded.sizeBytes} bytes to ${uploaded.url}, ${uploaded.checksum.algorithm} ${uploaded.checksum.value}`,
  );
} catch (error) {
  process.exitCode = report(error);
}

/** A line for every tenth of the file. */
function showProgress() {
  let told = 0;
  return ({ sentBytes, totalBytes }) => {
    const tenths = totalBytes === 0 ? 10 : Math.floor((10 * sentBytes) / totalBytes);
    if (tenths !== told) console.error(`${tenths}0 %`);
    told = tenths;
  };
}

/** Says what went wrong. The exit code says whether it is of use to try again: 75 is `EX_TEMPFAIL` of sysexits.h. */
function report(error) {
  if (error === stop.signal.reason) {
    console.error("stopped: the same command goes on with what S3 has not confirmed");
    return 130;
  }
  // A mistake in this program is not to be taken for a failed upload.
  if (!(error instanceof KeyleaseError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  if (error.hint !== undefined) console.error(error.hint);
  switch (error.code) {
    case "ClientTimeout":
    case "UploadFailed":
    case "UploadBusy":
    case "FileChanged":
      return 75;
    case "ServiceError":
      // AWS's own code decides: `AccessDenied` stays, a server in trouble does not.
      return error instanceof ServiceError && error.status >= 500 ? 75 : 77;
    default:
      return 1;
  }
}
