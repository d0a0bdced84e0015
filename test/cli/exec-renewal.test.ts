import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { endOf, startCli } from "../support/cli.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { prepareUploader } from "../support/uploader.ts";

const HERE = join(process.cwd(), "test", "cli");
const bucket = "outlived-bucket";

it("a command outlives its lease: keylease exec renews it, by the clock of all three", async () => {
  const folder = mkdtempSync(join(tmpdir(), "keylease-exec-"));
  const emulator = await startTestEmulator();
  const { credentials, roleArn } = await prepareUploader(emulator, bucket);
  const clock = join(folder, "clock");
  writeFileSync(clock, "0");
  const child = await startCli(
    [
      "exec",
      `s3://${bucket}/inbox/`,
      "--role-arn",
      roleArn,
      "--",
      process.execPath,
      join(HERE, "exec-child.mjs"),
      "put-by-line",
      bucket,
    ],
    {
      cwd: process.cwd(),
      env: {
        AWS_ENDPOINT_URL: emulator.endpoint,
        AWS_REGION: emulator.region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        NODE_OPTIONS: `--import=${join(HERE, "shifted-clock.mjs")}`,
        KEYLEASE_TEST_CLOCK: clock,
      },
    },
  );
  const ended = endOf(child);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const put = async (key: string): Promise<Record<string, string>> => {
    child.stdin.write(`${key}\n`);
    return JSON.parse((await answers.next()).value);
  };
  const seen = [await put("inbox/0"), await put("inbox/0")];
  for (const seconds of [700, 1400, 2100]) {
    emulator.advanceClock(700);
    writeFileSync(clock, String(seconds));
    seen.push(await put(`inbox/${seconds}`));
  }
  child.stdin.end();
  const { exitCode, stderr } = await ended;
  await emulator.close();
  rmSync(folder, { recursive: true });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(seen).toEqual(seen.map(({ key }) => ({ key, accessKeyId: expect.stringMatching(/^ASIA/) })));
  // Each lease lives for 900 seconds: the last upload needed the third one at least. Which one the SDK tells of when it
  // renews in the background is its own affair.
  expect(seen.at(-1)?.accessKeyId).not.toBe(seen[0]?.accessKeyId);
});
