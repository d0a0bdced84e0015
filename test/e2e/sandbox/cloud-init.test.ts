import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { startTestEmulator } from "../../support/emulator.ts";
import { type Booter, booterOf, script } from "../../support/sandbox.ts";
import { whyNoSandbox } from "../../support/sandboxed-emulator.ts";

const reason = whyNoSandbox();
const title = "cloud-init's formats in a sandbox";

function multipart(...parts: (readonly [string, string])[]): string {
  const head = "Content-Type: multipart/mixed; boundary=b\nMIME-Version: 1.0\n\n";
  return `${head}${parts.map(([type, body]) => `--b\nContent-Type: ${type}\n\n${body}\n`).join("")}--b--\n`;
}

describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, () => {
  let emulator: Emulator;
  let booter: Booter;
  beforeAll(async () => {
    emulator = await startTestEmulator({ instanceMode: "bubblewrap" });
    booter = booterOf(emulator);
  });
  afterAll(() => emulator.close());

  it("write files, run commands and scripts in cloud-init's order, and tell of the first failure", async () => {
    const config = script(
      "#cloud-config",
      "write_files:",
      "  - {path: /etc/app/one.conf, content: 'one ', permissions: '0640'}",
      "  - {path: /etc/app/one.conf, content: 'more', append: true}",
      "bootcmd:",
      "  - echo booted $INSTANCE_ID",
      "runcmd:",
      "  - cat /etc/app/one.conf; echo; stat -c %a /etc/app/one.conf",
      "  - [sh, -c, 'echo \"$0\"', 'quoted $HOME']",
      "  - exit 4",
    );
    const data = multipart(
      ["text/x-shellscript", "#!/bin/sh\necho first > /dev/stderr\nexit 3"],
      ["text/cloud-config", config],
      ["text/x-shellscript", "#!/bin/sh\nls /var/lib/cloud/instance/scripts"],
      ["text/cloud-boothook", "#!/bin/sh\necho hook"],
    );
    const report = await booter.run(gzipSync(data));
    expect(report.exitStatus).toBe(3);
    expect(report.consoleOutput.split("\n")).toEqual([
      "hook",
      `booted ${report.instanceId}`,
      "first",
      "[WARNING]: Failed to run /var/lib/cloud/instance/scripts/part-001 [3]",
      ...["part-001", "part-003", "runcmd"],
      ...["one more", "644", "quoted $HOME"],
      "[WARNING]: Failed to run /var/lib/cloud/instance/scripts/runcmd [4]",
      "",
    ]);
  });

  it("leave what they were made of where cloud-init does", async () => {
    const data = script(
      "#!/bin/sh",
      "cat /var/lib/cloud/instance/user-data.txt",
      "stat -c %a /var/lib/cloud/instance/user-data.txt",
    );
    expect((await booter.run(data)).consoleOutput).toBe(`${data}600\n`);
  });

  it("say what cannot be: another user, a folder that is a file", async () => {
    const report = await booter.run(
      script(
        "#cloud-config",
        "write_files:",
        "  - {path: /root/a, content: a, owner: 'ec2-user:ec2-user'}",
        "  - {path: /root/a/b, content: b}",
        "runcmd: [cat /root/a]",
      ),
    );
    expect(report.exitStatus).toBe(1);
    const [owner, folder, ...rest] = report.consoleOutput.trimEnd().split("\n");
    expect(owner).toBe("[WARNING]: Failed to give /root/a to ec2-user:ec2-user: an instance has no user but root");
    expect(folder).toMatch(/^\[WARNING\]: Failed to write \/root\/a\/b: /);
    expect(rest).toEqual(["a"]);
  });

  it("fail where they cannot be read, without a sandbox", async () => {
    const report = await booter.run("#cloud-config\nruncmd: [\n");
    expect(report).toMatchObject({ userData: "ended", exitStatus: 1 });
    expect(report.consoleOutput).toMatch(/^\[WARNING\]: Failed at merging in cloud config part from part-001: /);
  });
});
