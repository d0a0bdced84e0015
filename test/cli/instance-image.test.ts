import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createInstanceImage } from "../../src/cli/instance-image.ts";

describe("what an instance finds on its disk", () => {
  it("is the command keylease, whatever the path of its entry file, and all that it is made of", () => {
    const folder = mkdtempSync(join(tmpdir(), "it's a $(path) "));
    const entry = join(folder, "main.js");
    writeFileSync(entry, "process.stdout.write(JSON.stringify(process.argv.slice(2)))");
    const { image, remove } = createInstanceImage(entry);
    const env = { PATH: [...image.path, "/usr/bin", "/bin"].join(":") };
    const args = ["put", "a b", "$(id)", "it's"];
    expect(JSON.parse(execFileSync("keylease", args, { env }).toString())).toEqual(args);
    const helper = join(image.rootfs ?? "", "opt", "aws", "bin", "cfn-signal");
    mkdirSync(join(folder, "cfn-signal"));
    writeFileSync(join(folder, "cfn-signal", "main.js"), "console.log('signal', process.argv[2])");
    for (const command of [helper, "cfn-signal"]) {
      expect(execFileSync(command, ["it's"], { env }).toString()).toBe("signal it's\n");
    }
    for (const path of image.readable) expect(statSync(path).isDirectory()).toBe(true);
    expect(image.readable).toContain(realpathSync("."));
    expect(image.readable).toContain(realpathSync("node_modules"));
    remove();
    expect(existsSync(image.path[0] as string)).toBe(false);
    rmSync(folder, { recursive: true });
  });
});
