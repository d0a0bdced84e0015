import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type FaultProxy, type ProxiedRequest, startFaultProxy } from "../../support/fault-proxy.ts";
import { noise } from "../../upload/leased-bucket.ts";
import { blocksOf } from "./stage.ts";
import { exportsOf, type World } from "./world.ts";

const PART = /partNumber=(\d+)/;
const partOf = ({ target }: ProxiedRequest): string | undefined => PART.exec(target)?.[1];

/** The tests of `examples/node-upload`. */
export function nodeUpload(world: () => World): void {
  let proxy: FaultProxy | undefined;
  afterEach(() => proxy?.close());

  it("runs as its page says, against the emulator of the examples", async () => {
    const { stage } = world();
    const emulator = stage.start(["examples/emulator.mjs", "0"], {});
    const env = await exportsOf(emulator, 7);
    const [block = ""] = blocksOf("node-upload", "sh");
    const { exitCode, stdout, stderr } = await stage.type(block, { env });
    expect((await emulator.stop()).exitCode).toBe(0);
    expect(stdout).toContain(`uploaded 30000000 bytes to ${env.AWS_ENDPOINT_URL}/my-bucket/film.bin, CRC32 `);
    expect(stderr).toContain("100 %\n");
    expect(exitCode).toBe(0);
  });

  it("takes another lease where the first one ends in flight", async () => {
    const { stage, emulator, env, object } = world();
    const content = noise(17 * 1024 ** 2);
    writeFileSync(join(stage.folder, "renewed.bin"), content);
    proxy = await startFaultProxy(
      () => emulator.endpoint,
      (request) =>
        partOf(request) === "2" && proxy?.requests.filter((one) => partOf(one) === "2").length === 1
          ? { kind: "refuse", status: 400, code: "ExpiredToken" }
          : undefined,
    );
    const { exitCode, stderr } = await stage.type(
      "exec node examples/node-upload/upload.mjs renewed.bin s3://my-bucket/renewed.bin",
      { env: { ...env, AWS_ENDPOINT_URL: proxy.endpoint } },
    );
    expect(stderr).toContain("renewed\n");
    expect(exitCode).toBe(0);
    expect((await object("renewed.bin")).equals(content)).toBe(true);
  });

  it("stops at once by a signal, and sends only the rest when it is started again", async () => {
    const { stage, emulator, env, object } = world();
    const content = noise(25 * 1024 ** 2, 2);
    writeFileSync(join(stage.folder, "stopped.bin"), content);
    let isSlow = true;
    proxy = await startFaultProxy(
      () => emulator.endpoint,
      (request) => (isSlow && Number(partOf(request) ?? 0) > 1 ? { kind: "delay", milliseconds: 60_000 } : undefined),
    );
    const { requests } = proxy;
    const command = "exec node examples/node-upload/upload.mjs stopped.bin s3://my-bucket/stopped.bin";
    const run = { env: { ...env, AWS_ENDPOINT_URL: proxy.endpoint } };
    const stopped = await stage.type(command, {
      ...run,
      onStart: (child) => {
        const poll = setInterval(() => {
          // Once the first part is confirmed and another one is on its way.
          if (
            requests.find((one) => partOf(one) === "1")?.status !== 200 ||
            !requests.some((one) => partOf(one) === "2")
          )
            return;
          clearInterval(poll);
          setTimeout(() => child.kill("SIGINT"), 50);
        }, 10);
        child.on("exit", () => clearInterval(poll));
      },
    });
    expect(stopped.stderr).toContain("stopped: ");
    expect(stopped.exitCode).toBe(130);

    isSlow = false;
    const before = requests.length;
    const { exitCode, stderr } = await stage.type(command, run);
    expect(stderr).toMatch(/^resumed$/m);
    expect(exitCode).toBe(0);
    const sent = requests.slice(before).flatMap((request) => partOf(request) ?? []);
    expect(sent).not.toContain("1");
    expect((await object("stopped.bin")).equals(content)).toBe(true);
  });

  it("tells by its exit code whether to try again", async () => {
    const { stage, env } = world();
    writeFileSync(join(stage.folder, "small.txt"), "small");
    const upload = (more: Record<string, string>) =>
      stage.type("exec node examples/node-upload/upload.mjs small.txt s3://my-bucket/small.txt", {
        env: { ...env, ...more },
      });
    const [denied, unreachable] = await Promise.all([
      upload({ ROLE_ARN: "arn:aws:iam::111111111111:role/other" }),
      upload({ AWS_ENDPOINT_URL: "http://127.0.0.1:9" }),
    ]);
    expect(denied.stderr).toMatch(/^ServiceError: sts refused AssumeRole with AccessDenied/m);
    expect(denied.exitCode).toBe(77);
    expect(unreachable.stderr).toMatch(/^ClientTimeout: /m);
    expect(unreachable.exitCode).toBe(75);
  });
}
