import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatLease } from "../../src/lease/index.ts";
import { sampleLease } from "../lease/sample-lease.ts";
import { endOf, startCli } from "../support/cli.ts";
import { startRawServer } from "../support/fake-server.ts";

const folder = mkdtempSync(join(tmpdir(), "keylease-interrupt-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "file.txt");
writeFileSync(file, "x");

describe("a command that is stopped", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "by %s in the middle of a call ends at once with exit code 130",
    async (signal) => {
      let stop = (): void => {};
      const server = await startRawServer(() => stop());
      const child = await startCli(["put", file, "--lease", "-", "--json"]);
      stop = () => child.kill(signal);
      const ended = endOf(child);
      child.stdin.end(formatLease({ ...sampleLease, endpoints: { s3: server.endpoint } }));
      const { exitCode, stdout, stderr } = await ended;
      await server.close();
      expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: "" });
      expect(JSON.parse(stderr).error).toMatchObject({ code: "Interrupted" });
    },
  );
});
