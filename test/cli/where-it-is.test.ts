import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { whereItIs } from "../../src/cli/where-it-is.ts";

const object = {
  bucket: "my-bucket",
  key: "reports/a.csv",
  url: "https://my-bucket.s3.eu-west-1.amazonaws.com/reports/a.csv",
};
const onAws = { region: "eu-west-1", endpoints: {} };

/** The words that a POSIX shell makes of a command for `aws`. */
function words(command: string): readonly string[] {
  const { stdout } = spawnSync("sh", ["-c", `aws() { printf '%s\\0' "$@"; }\n${command}`], { encoding: "utf8" });
  return stdout.split("\0").slice(0, -1);
}

describe("where an object is", () => {
  it("is its URL, where everybody may fetch it", () => {
    expect(whereItIs(object, true, onAws)).toEqual([object.url]);
  });

  it("is else a command that fetches it, and the right that it takes", () => {
    const endpoints = { s3: "http://127.0.0.1:4566" };
    expect(whereItIs(object, false, { region: "eu-west-1", endpoints })).toEqual([
      "whoever has s3:GetObject for it fetches it (it is not public) with:",
      "  aws s3 cp s3://my-bucket/reports/a.csv . --region eu-west-1 --endpoint-url http://127.0.0.1:4566",
    ]);
    expect(whereItIs(object, undefined, onAws)).toEqual([
      "whoever has s3:GetObject for it fetches it with:",
      "  aws s3 cp s3://my-bucket/reports/a.csv . --region eu-west-1",
    ]);
  });

  it.each(["a/..", "..", "a/."])("gives the file a name where the key's last part is none: %s", (key) => {
    const [, command = ""] = whereItIs({ ...object, key }, false, onAws);
    expect(words(command).slice(2, 4)).toEqual([`s3://my-bucket/${key}`, "object"]);
  });

  it("is the URL where the key has characters that nobody could copy", () => {
    const lines = whereItIs({ ...object, key: "a\u001b[31m\nb" }, false, onAws);
    expect(lines).toEqual([`whoever has s3:GetObject for it fetches it (it is not public) from ${object.url}`]);
  });

  it("is a command that a shell takes as it is meant, whatever the key", () => {
    const keys = fc.array(fc.stringMatching(/^[ -~\u00e9\u3042]{1,12}$/), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(keys, (texts) => {
        const commands = texts.map((key) => whereItIs({ ...object, key }, false, onAws)[1] ?? "");
        const expected = texts.flatMap((key, i) => [
          "s3",
          "cp",
          `s3://my-bucket/${key}`,
          / object --region/.test(commands[i] ?? "") ? "object" : ".",
          "--region",
          "eu-west-1",
        ]);
        expect(words(commands.join("\n"))).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });
});
