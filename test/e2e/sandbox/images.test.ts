import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { whyNoOverlay } from "../../../src/emulator/instances/disk/overlay.ts";
import { startTestEmulator } from "../../support/emulator.ts";
import { type Booter, booterOf, script } from "../../support/sandbox.ts";
import { whyNoSandbox } from "../../support/sandboxed-emulator.ts";

const reason = whyNoSandbox() ?? (await whyNoOverlay());
const title = "An image in a sandbox";
const IMAGE = "ami-2385b022";
const BROKEN = "ami-2385b023";

describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, () => {
  let folder: string;
  let emulator: Emulator;
  let booter: Booter;
  const put = (path: string, content: string, mode = 0o644): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    chmodSync(join(folder, path), mode);
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "images-"));
    put("one/rootfs/usr/bin/yum", "#!/bin/sh\necho stand-in for yum: $*\n", 0o755);
    put("one/rootfs/usr/local/lib/app/data", "of the image\n");
    put("one/rootfs/etc/app.conf", "configured\n");
    put("one/rootfs/etc/passwd", "root:x:0:0::/root:/bin/bash\nec2-user:x:1000:1000::/home/ec2-user:/bin/bash\n");
    put("one/rootfs/home/ec2-user/.profile", "profile\n");
    put("one/rootfs/data/file", "a folder that the machine has not\n");
    put("one/rootfs/usr/local/share/app/roots.pem", "ROOTS OF THE IMAGE\n");
    put("one/rootfs/.dockerenv", "");
    put("one/rootfs/tmp/x", "not seen");
    symlinkSync("/etc/app.conf", join(folder, "one/rootfs/etc/link.conf"));
    put(
      "one/image.json",
      JSON.stringify({
        environment: { GREETING: "hello", AWS_CA_BUNDLE: null },
        trustStores: ["/usr/local/share/app/roots.pem", "/no/such/store"],
      }),
    );
    put("two/rootfs/bin/tool", "");
    emulator = await startTestEmulator({
      instanceMode: "bubblewrap",
      instanceImages: { [IMAGE]: join(folder, "one"), [BROKEN]: join(folder, "two") },
    });
    booter = booterOf(emulator);
  });
  afterAll(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  it("lies over the machine's root, can be changed, and is the same for the next instance", async () => {
    const data = script(
      "#!/bin/sh",
      "yum install -y git",
      "cat /usr/local/lib/app/data /etc/link.conf /home/ec2-user/.profile /data/file",
      "grep -c ec2-user /etc/passwd",
      "ls -A /tmp; ls /.dockerenv 2> /dev/null",
      'echo $GREETING "[${AWS_CA_BUNDLE-none}]"',
      "head -1 /usr/local/share/app/roots.pem; grep -c BEGIN /usr/local/share/app/roots.pem",
      "rm /usr/bin/yum /etc/app.conf /data/file && echo x > /usr/local/lib/app/data && echo changed",
    );
    const expected = [
      "stand-in for yum: install -y git",
      ...["of the image", "configured", "profile", "a folder that the machine has not"],
      ...["1", "hello [none]", "ROOTS OF THE IMAGE", "1", "changed", ""],
    ].join("\n");
    expect((await booter.run(data, { ImageId: IMAGE })).consoleOutput).toBe(expected);
    expect((await booter.run(data, { ImageId: IMAGE })).consoleOutput).toBe(expected);
  });

  it("belongs to its own instances alone", async () => {
    const { consoleOutput } = await booter.run(script("#!/bin/sh", "ls /etc/app.conf 2> /dev/null; echo [$GREETING]"));
    expect(consoleOutput).toBe("[]\n");
  });

  it("lets its instances have version 1 of the metadata service, as old images did", async () => {
    const data = script(
      "#!/opt/keylease/bin/node",
      "const metadata = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? 'http://169.254.169.254';",
      "fetch(metadata + '/latest/meta-data/ami-id').then(async (answer) => console.log(await answer.text()))",
    );
    expect((await booter.run(data, { ImageId: IMAGE })).consoleOutput).toBe(`${IMAGE}\n`);
  });

  it("that cannot be laid over this machine's runs nothing, and says why", async () => {
    const report = await booter.run("#!/bin/sh\necho never\n", { ImageId: BROKEN });
    // Where /bin is a folder of its own, it can.
    const { status } = await import("node:fs").then(({ lstatSync }) => ({
      status: lstatSync("/bin").isSymbolicLink(),
    }));
    if (!status) return;
    expect(report.userData).toBe("not-run");
    expect(report.consoleOutput).toContain("the image's rootfs has a folder bin, which is a link to usr/bin here");
  });
});
