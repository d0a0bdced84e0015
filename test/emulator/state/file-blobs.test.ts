import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../src/core/index.ts";
import { FileBlobs } from "../../../src/emulator/state/file-blobs.ts";
import { blobsContract } from "../../contract/blobs.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();

blobsContract("FileBlobs", () => {
  const directory = newDirectory();
  return { blobs: new FileBlobs(directory, systemRandom), count: () => readdirSync(directory).length };
});

async function* one(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe("FileBlobs", () => {
  it("has what was written when it is opened again", async () => {
    const directory = newDirectory();
    const id = await new FileBlobs(directory, systemRandom).write(one("kept"));
    const parts: Buffer[] = [];
    for await (const part of new FileBlobs(directory, systemRandom).read(id)) parts.push(part as Buffer);
    expect(Buffer.concat(parts).toString()).toBe("kept");
  });

  it("keeps its files from everybody but their owner", async () => {
    const directory = join(newDirectory(), "objects");
    const id = await new FileBlobs(directory, systemRandom).write(one("secret"));
    expect(statSync(directory).mode & 0o077).toBe(0);
    expect(statSync(join(directory, id)).mode & 0o077).toBe(0);
  });

  it("shows an unfinished upload under no id", async () => {
    const directory = newDirectory();
    let seen: string[] = [];
    await new FileBlobs(directory, systemRandom).write(
      (async function* () {
        yield Buffer.from("half");
        seen = readdirSync(directory);
      })(),
    );
    expect(seen).toHaveLength(1);
    expect(readdirSync(directory)).not.toContain(seen[0]);
  });
});
