import { join } from "node:path";
import { end, startWithLine } from "../../s3/processes.ts";
import { writeCertificates } from "./certificate.ts";
import type { Needs, Server, Servers } from "./server.ts";

const CREDENTIALS = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "SECRET", sessionToken: "TOKEN" };

/** Bare servers that drop what comes: one of each kind that is needed, as long as the benchmark runs. */
export function startSinks(folder: string): Servers {
  const sinks = new Map<string, Started>();
  let hasCertificates = false;
  const started = async ({ isSecure, comparesMd5 }: Needs): Promise<Started> => {
    if (isSecure && !hasCertificates) writeCertificates(folder);
    hasCertificates ||= isSecure;
    const options = [comparesMd5 ? "md5" : "plain", isSecure ? "tls" : "open", folder];
    const name = options.join(" ");
    const sink =
      sinks.get(name) ??
      (await startWithLine([process.execPath, "tools/run-ts.mjs", "bench/upload/servers/sink.ts", ...options]));
    sinks.set(name, sink);
    return sink;
  };
  return {
    name: "a sink",
    checks: false,
    async lend(needs, use) {
      const { line, child } = await started(needs);
      const server: Server = {
        endpoint: `${needs.isSecure ? "https" : "http"}://127.0.0.1:${line.trim()}`,
        ...(needs.isSecure ? { caFile: join(folder, "ca.pem") } : {}),
        credentials: CREDENTIALS,
        roleArn: "arn:aws:iam::111111111111:role/uploader",
        user: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "SECRET" },
        child,
      };
      return use(server);
    },
    async close() {
      for (const { child } of sinks.values()) await end(child);
    },
  };
}

type Started = Awaited<ReturnType<typeof startWithLine>>;
