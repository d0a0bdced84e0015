import { describe, expect, it } from "vitest";
import { createOutput } from "../../src/cli/output.ts";
import { progressOf } from "../../src/cli/upload-progress.ts";

/** A stream that remembers what was written to it. */
function stream(isTTY: boolean): { isTTY: boolean; write: (text: string) => void; text: () => string } {
  let written = "";
  return {
    isTTY,
    write: (text) => {
      written += text;
    },
    text: () => written,
  };
}
const MEBIBYTE = 1024 ** 2;

describe("the output of a command", () => {
  it("keeps the result on standard output and everything else on standard error", () => {
    const [stdout, stderr] = [stream(false), stream(false)];
    const output = createOutput(stdout, stderr, {});
    output.note("a note");
    output.json({ a: [1] });
    output.line("a line");
    output.status("passing");
    expect(stdout.text()).toBe('{"a":[1]}\na line\n');
    expect(stderr.text()).toBe("a note\n");
  });

  it("wipes a passing line away before it writes another", () => {
    const [stdout, stderr] = [stream(true), stream(true)];
    const output = createOutput(stdout, stderr, {});
    output.status("10 %");
    output.status("20 %");
    output.note("done");
    output.status("");
    expect(stderr.text()).toBe("10 %\r\u001b[2K20 %\r\u001b[2Kdone\n");
  });

  it("wipes as many passing lines away as it wrote", () => {
    const stderr = stream(true);
    const output = createOutput(stream(true), stderr, {});
    output.status("a\nb\nc");
    output.status("d");
    output.status("");
    expect(stderr.text()).toBe("a\nb\nc\r\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[2Kd\r\u001b[2K");
    expect(output.terminalSize()).toEqual({ columns: 80, rows: 24 });
  });

  it.each<[boolean, Record<string, string>, boolean]>([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    [true, { NO_COLOR: "" }, true],
    [true, { TERM: "dumb" }, false],
    [true, { FORCE_COLOR: "0" }, false],
    [false, { FORCE_COLOR: "1" }, true],
  ])("on a terminal: %s, with %j, has colours: %s", (isTTY, environment, colour) => {
    const output = createOutput(stream(isTTY), stream(!isTTY), environment);
    expect(output.colour).toBe(colour);
  });
});

describe("the progress of an upload", () => {
  it("is shown on a terminal, for a file that takes a while", () => {
    const stderr = stream(true);
    const onProgress = progressOf(
      { file: "/tmp/film.mp4", quiet: false, json: false },
      createOutput(stream(true), stderr, {}),
    );
    onProgress({ sentBytes: 5 * MEBIBYTE, totalBytes: 20 * MEBIBYTE });
    expect(stderr.text()).toBe("film.mp4  25 %  5.0 MiB of 20.0 MiB  0 bytes/s");
  });

  it("is not shown elsewhere, nor for a small file", () => {
    for (const [isTTY, totalBytes] of [
      [false, 20 * MEBIBYTE],
      [true, MEBIBYTE],
    ] as const) {
      const stderr = stream(isTTY);
      progressOf(
        { file: "f", quiet: false, json: false },
        createOutput(stream(true), stderr, {}),
      )({ sentBytes: 1, totalBytes });
      expect(stderr.text()).toBe("");
    }
  });
});
