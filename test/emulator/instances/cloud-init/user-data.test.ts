import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { BootStep } from "../../../../src/emulator/instances/cloud-init/boot-steps.ts";
import { bootSteps } from "../../../../src/emulator/instances/cloud-init/user-data.ts";

const INSTANCE = "i-0123456789abcdef0";

/** The steps in short: what is said, `FOLDER/NAME: CONTENT` of scripts, `PATH MODE: CONTENT` of files. */
async function steps(data: string | Uint8Array): Promise<string[]> {
  return (await bootSteps(Buffer.from(data), INSTANCE)).map(inShort);
}

function inShort(step: BootStep): string {
  if (step.type === "say") return `${step.fails ? "failure: " : ""}${step.text}`;
  const content = Buffer.from(step.content, "base64").toString();
  if (step.type === "script") return `${step.folder}/${step.name}: ${content}`;
  const owner = step.owner === undefined ? "" : ` of ${step.owner}`;
  return `${step.path}${step.append ? " more" : ""} ${step.mode.toString(8)}${owner}: ${content}`;
}

const config = (...lines: string[]): string => `#cloud-config\n${lines.join("\n")}\n`;

function multipart(...parts: string[]): string {
  const head = 'Content-Type: multipart/mixed; boundary="==BOUNDARY=="\nMIME-Version: 1.0\n\npreamble\n';
  return `${head}${parts.map((part) => `--==BOUNDARY==\n${part}\n`).join("")}--==BOUNDARY==--\nepilogue\n`;
}

describe("User data", () => {
  it("that begins with #! is one script", async () => {
    expect(await steps("#!/bin/sh\r\necho é\n")).toEqual(["scripts/part-001: #!/bin/sh\r\necho é\n"]);
  });

  it("of other kinds is told of as cloud-init does", async () => {
    expect(await steps("hello\nworld")).toEqual([
      "[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: 'hello...'",
    ]);
    expect(await steps(` ${"x".repeat(40)}`)).toEqual([
      `[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: ' ${"x".repeat(23)}...'`,
    ]);
    expect(await steps(" #!/bin/sh\n")).toHaveLength(1);
    expect(await steps("")).toEqual([]);
  });

  it.each(["#include\nhttps://example.com/\n", "## template: jinja\n#cloud-config\n", "#part-handler\n"])(
    "that is left out says so: %j",
    async (data) => {
      expect((await steps(data)).join()).toMatch(/^keylease: user data of type [a-z0-9/-]+ is not handled here$/);
    },
  );

  it("may be packed, as a whole and by parts", async () => {
    expect(await steps(gzipSync("#!/bin/sh\n"))).toEqual(["scripts/part-001: #!/bin/sh\n"]);
    const packed = gzipSync("#!/bin/sh\necho packed\n").toString("base64");
    const part = `Content-Type: application/x-gzip\nContent-Transfer-Encoding: base64\n\n${packed}`;
    expect(await steps(gzipSync(multipart(part)))).toEqual(["scripts/part-001: #!/bin/sh\necho packed\n"]);
  });

  it("that unpacks to more than can be kept is refused", async () => {
    const [step = "", ...others] = await steps(gzipSync(Buffer.alloc(5_000_000)));
    expect(step).toMatch(/^failure: \[WARNING\]: Failed to decompress the user data: /);
    expect(others).toEqual([]);
    expect((await steps(gzipSync("#!/bin/sh\n").subarray(0, 12))).join()).toMatch(/^failure: /);
  });

  it("is written before it is run: boothooks, bootcmd, files, then the scripts by their names", async () => {
    const data = multipart(
      'Content-Type: text/x-shellscript; charset="utf-8"\nContent-Disposition: attachment; filename="z last.sh"\n\n#!/bin/sh\necho z',
      "Content-Type: text/cloud-config\n\n#cloud-config\nruncmd:\n  - echo run\nbootcmd: [[echo, boot]]\nwrite_files: [{path: /a, content: a}, {path: /b, defer: true}]",
      "Content-Type: text/plain\n\n#!/bin/bash\necho second",
      "Content-Type: text/cloud-boothook\r\n\r\n#cloud-boothook\r\n#!/bin/sh\r\necho hook",
      "Content-Type: application/x-unknown\n\nwhatever",
    );
    expect(await steps(data)).toEqual([
      "[WARNING]: Unhandled unknown content-type (application/x-unknown) userdata: 'whatever...'",
      "boothooks/part-004: #!/bin/sh\necho hook",
      "bootcmd/bootcmd: #!/bin/sh\n'echo' 'boot'\n",
      "/a 644: a",
      "/b 644: ",
      "scripts/part-003: #!/bin/bash\necho second",
      "scripts/runcmd: #!/bin/sh\necho run\n",
      "scripts/zlast.sh: #!/bin/sh\necho z",
    ]);
  });

  it("gives boothooks and bootcmd the instance's id", async () => {
    const [hook] = await bootSteps(Buffer.from("#cloud-boothook\n#!/bin/sh\n"), INSTANCE);
    expect(hook).toMatchObject({ environment: { INSTANCE_ID: INSTANCE } });
    const [script] = await bootSteps(Buffer.from("#!/bin/sh\n"), INSTANCE);
    expect(script).toMatchObject({ environment: {} });
  });

  it("cannot leave cloud-init's folder by the name of a part", async () => {
    const named = (name: string): string =>
      `Content-Type: text/x-shellscript\nContent-Disposition: attachment; filename="${name}"\n\n#!/bin/sh`;
    expect(await steps(multipart(named("../../../etc/x"), named(".."), named("/")))).toEqual([
      "scripts/.._.._.._etc_x: #!/bin/sh",
      "scripts/_: #!/bin/sh",
      "scripts/part-002: #!/bin/sh",
    ]);
  });
});

describe("A #cloud-config", () => {
  it("writes files as it says, by YAML 1.1", async () => {
    const packed = gzipSync("packed").toString("base64");
    const data = config(
      "write_files:",
      "  - {path: /one, content: text, permissions: '0755', owner: 'root:root'}",
      "  - {path: /two, content: aGVsbG8=, encoding: b64, permissions: 0600, append: true}",
      `  - {path: /three, content: ${packed}, encoding: gz+b64}`,
      `  - {path: /four, content: !!binary ${packed}, encoding: gzip}`,
      "  - {path: /five, content: 7, permissions: nonsense}",
      "  - path: /six",
      "    content: |",
      "      a: 1",
      "      b: 2",
    );
    expect(await steps(data)).toEqual([
      "/one 755 of root:root: text",
      "/two more 600: hello",
      "/three 644: packed",
      "/four 644: packed",
      '[WARNING]: Undecodable permissions "nonsense", returning default 420',
      "/five 644: 7",
      "/six 644: a: 1\nb: 2\n",
    ]);
  });

  it("says of a file that it cannot write why, and writes the others", async () => {
    const data = config(
      "write_files:",
      "  - {content: text}",
      "  - {path: relative, content: text}",
      "  - {path: /bad, content: '!', encoding: gzip}",
      "  - {path: /far, source: {uri: 'https://example.com/'}}",
      "  - {path: /good}",
    );
    expect(await steps(data)).toEqual([
      "[WARNING]: No path provided to write for an entry in module write_files",
      'failure: [WARNING]: "relative" is not an absolute path',
      expect.stringMatching(/^failure: \[WARNING\]: Failed to decode the content of \/bad: /),
      "keylease: write_files: the source of /far is not fetched",
      "/good 644: ",
    ]);
    expect((await steps(config("write_files: text"))).join()).toMatch(/^failure: .*write_files: it is not a list/);
  });

  it("runs commands: texts as they stand, lists with their words quoted", async () => {
    const data = config("runcmd:", "  - echo $HOME > /x", "  - [echo, it's, $HOME, 1, true, null]", "  - null");
    expect(await steps(data)).toEqual([
      "scripts/runcmd: #!/bin/sh\necho $HOME > /x\n'echo' 'it'\\''s' '$HOME' '1' 'True' 'None'\n",
    ]);
  });

  it.each([
    ["runcmd: echo", "Failed to shellify runcmd: Input to shellify was type 'str'. Expected list or tuple."],
    ["runcmd: [{a: b}]", "Unable to shellify type 'dict'. Expected list, string, tuple."],
    ["bootcmd: 3", "Failed to shellify bootcmd: Input to shellify was type 'int'. Expected list or tuple."],
    ["runcmd: [", "Failed at merging in cloud config part from part-001: "],
    ["- a list", "Failed at merging in cloud config part from part-001: it is not a mapping"],
  ])("that is wrong fails: %s", async (line, text) => {
    const [step = "", ...others] = await steps(config(line));
    expect(step).toContain("failure: [WARNING]: ");
    expect(step).toContain(text);
    expect(others).toEqual([]);
  });

  it("says what it asks for that is not done", async () => {
    const data = config("packages: [git]", "users: [default]", "merge_how: 'dict()'", "runcmd: [ls]");
    expect(await steps(data)).toEqual([
      "keylease: #cloud-config: `packages` is not done here",
      "keylease: #cloud-config: `users` is not done here",
      "scripts/runcmd: #!/bin/sh\nls\n",
    ]);
  });

  it("gives way to later ones, key by key", async () => {
    const part = (text: string): string => `Content-Type: text/cloud-config\n\n#cloud-config\n${text}`;
    expect(await steps(multipart(part("runcmd: [a]\nbootcmd: [b]"), part("runcmd: [c]")))).toEqual([
      "bootcmd/bootcmd: #!/bin/sh\nb\n",
      "scripts/runcmd: #!/bin/sh\nc\n",
    ]);
  });

  it("with nothing in it does nothing", async () => {
    expect(await steps("#cloud-config\n")).toEqual([]);
  });

  it("cannot fill the memory by its aliases", async () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (let index = 0; index < 8; index++) {
      const [from, to] = ["abcdefghi"[index], "abcdefghi"[index + 1]];
      bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(", ")}]`);
    }
    expect((await steps(config(...bomb))).join()).toMatch(/^failure: .*alias/);
  });
});
