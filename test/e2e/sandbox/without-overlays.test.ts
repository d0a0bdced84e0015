import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Booter, booterOf, script } from "../../support/sandbox.ts";
import {
  buildEmulatorProgram,
  type EmulatorProcess,
  type EmulatorProgram,
  whyNoSandbox,
} from "../../support/sandboxed-emulator.ts";

const reason = whyNoSandbox();
const title = "A sandbox where no overlay can be mounted";
const IMAGE = "ami-0123456789abcdef0";
const SYSTEM_IMAGE = "ami-0123456789abcdef1";

describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, () => {
  let folder: string;
  let program: EmulatorProgram;
  let running: EmulatorProcess;
  let booter: Booter;
  const put = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  /** A folder that has these programs of the machine's alone. */
  const link = (name: string, ...programs: string[]): void => {
    mkdirSync(join(folder, name));
    for (const one of programs) {
      const path = execFileSync("sh", ["-c", `command -v ${one}`])
        .toString()
        .trim();
      symlinkSync(path, join(folder, name, one));
    }
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "images-"));
    put("one/rootfs/opt/app/data", "of the image\n");
    put("one/rootfs/etc/passwd", "root:x:0:0:of the image:/root:/bin/sh\n");
    put("two/rootfs/usr/bin/tool", "");
    // The emulator finds bwrap and nothing else: it cannot enter the namespaces that overlays are mounted in.
    link("bin", "bwrap");
    link("all-but-bwrap", "unshare", "mount", "mkdir", "chmod");
    program = await buildEmulatorProgram();
    const instanceImages = { [IMAGE]: join(folder, "one"), [SYSTEM_IMAGE]: join(folder, "two") };
    const options = { region: "ap-northeast-1", instanceMode: "bubblewrap", instanceImages } as const;
    running = await program.start("whoever runs the tests", options, join(folder, "bin"));
    booter = booterOf(running.emulator);
  });
  afterAll(async () => {
    await running?.close();
    program?.remove();
    rmSync(folder, { recursive: true });
  });

  it("has copies of all folders but the system's, which it cannot write to", async () => {
    const report = await booter.run(
      script(
        "#!/bin/sh",
        "exec 2>&1",
        "cat /opt/app/data; head -1 /etc/passwd; echo more >> /opt/app/data && cat /opt/app/data",
        "for path in /etc/x /home/x /root/x /var/x /tmp/x; do echo x > $path || echo could not write $path; done",
        "(echo x > /usr/local/bin/x) 2> /dev/null || echo not the system",
        "stat -c %a /root /tmp",
        "node -e \"fetch('https://s3.ap-northeast-1.amazonaws.com/nobodys-bucket').then((answer) => console.log(answer.status))\"",
        "exit 3",
      ),
      { ImageId: IMAGE },
    );
    expect(report).toMatchObject({ exitStatus: 3 });
    const lines = ["of the image", "root:x:0:0:of the image:/root:/bin/sh", "of the image", "more", "not the system"];
    expect(report.consoleOutput.trimEnd().split("\n")).toEqual([...lines, "700", "1777", "404"]);
    expect(existsSync("/usr/local/bin/x")).toBe(false);
  });

  it("is told of the endpoint and the metadata service where it may not give its loopback addresses", async () => {
    // As where AppArmor lets bwrap make namespaces, but no program in them have any rights.
    const path = execFileSync("sh", ["-c", "command -v bwrap"]).toString().trim();
    put("poor/bwrap", `#!/bin/sh\nargs=$1 fd=$2; shift 2\nexec ${path} "$args" "$fd" --cap-drop ALL "$@"\n`);
    chmodSync(join(folder, "poor", "bwrap"), 0o755);
    const options = { region: "ap-northeast-1", instanceMode: "bubblewrap" } as const;
    const poor = await program.start("whoever runs the tests", options, join(folder, "poor"));
    const report = await booterOf(poor.emulator).run(
      script(
        "#!/opt/keylease/bin/node",
        "const { AWS_ENDPOINT_URL: endpoint, AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata, AWS_CA_BUNDLE } = process.env;",
        "(async () => {",
        "  console.log(endpoint, (await fetch(endpoint + '/nobodys-bucket')).status);",
        "  console.log(metadata, (await fetch(metadata + '/latest/meta-data/')).status, AWS_CA_BUNDLE);",
        "})();",
      ),
    );
    await poor.close();
    expect(report.consoleOutput.split("\n")).toEqual([
      `${poor.emulator.endpoint} 404`,
      "http://127.0.0.1:1338 401 undefined",
      "",
    ]);
  });

  it("says of bubblewrap alone that it is not installed", async () => {
    const options = { region: "ap-northeast-1", instanceMode: "bubblewrap" } as const;
    const other = await program.start("whoever runs the tests", options, join(folder, "all-but-bwrap"));
    const report = await booterOf(other.emulator).run("#!/bin/sh\necho never\n");
    await other.close();
    const text = "keylease: the user data was not run: bubblewrap (bwrap) is not installed on this machine\n";
    expect(report).toMatchObject({ userData: "not-run", consoleOutput: text });
  });

  it("does not boot an image with files of the system's, and says why", async () => {
    const report = await booter.run("#!/bin/sh\necho never\n", { ImageId: SYSTEM_IMAGE });
    expect(report.userData).toBe("not-run");
    expect(report.consoleOutput).toMatch(
      /^keylease: the user data was not run: the image's \/usr cannot be laid over this machine's: .*unshare/,
    );
  });
});
