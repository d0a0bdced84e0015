import { mkdirSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checksumMethod } from "../../src/upload/checksum/methods.ts";
import { checkUploadable, putObject } from "../../src/upload/index.ts";
import { withSourceFile } from "../../src/upload/source-file.ts";
import { startFakeServer } from "../support/fake-server.ts";
import { refusedBy } from "../support/refused-by.ts";
import { inputFor, stored, uploadFolder } from "./fake-s3.ts";

const folder = uploadFolder();
const reading = { method: await checksumMethod(), signal: undefined };
afterAll(() => folder.remove());

async function contentOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("a file that cannot be uploaded", () => {
  it("is refused before any call", async () => {
    const server = await startFakeServer(stored);
    const missing = await refusedBy(
      putObject(inputFor(join(dirname(folder.write("a", "")), "missing"), server.endpoint)),
    );
    expect(missing.code).toBe("FileUnreadable");
    expect(missing.message).toContain("it does not exist");
    expect(server.requests).toHaveLength(0);
    await server.close();
  });

  it("may be a directory", async () => {
    const path = join(dirname(folder.write("a", "")), "directory");
    mkdirSync(path);
    expect((await refusedBy(checkUploadable(path))).message).toContain("it is a directory");
  });

  it("may be larger than what one PUT carries", async () => {
    const path = folder.write("sparse", "");
    truncateSync(path, 5 * 1024 ** 3 + 1);
    await checkUploadable(path);
    const error = await refusedBy(withSourceFile(path, reading, async () => {}));
    unlinkSync(path);
    expect(error.code).toBe("ArgumentInvalid");
    expect(error.message).toContain("5 GiB");
  });
});

describe("a file that is lent", () => {
  it("can be read twice, and stays the one that was summed up when another takes its name", async () => {
    const path = folder.write("file.txt", "the first");
    await withSourceFile(path, reading, async (file) => {
      unlinkSync(path);
      writeFileSync(path, "another file");
      expect(await contentOf(file.stream())).toBe("the first");
      expect(await contentOf(file.stream())).toBe("the first");
      expect(file.fingerprint.sizeBytes).toBe(9);
    });
  });

  it("is not sent beyond what was summed up where it grows", async () => {
    const path = folder.write("growing.txt", "12345");
    await withSourceFile(path, reading, async (file) => {
      writeFileSync(path, "1234567890");
      expect(await contentOf(file.stream())).toBe("12345");
    });
  });

  it("fails at once where it has become shorter, and does not wait for bytes that never come", async () => {
    const path = folder.write("shrinking.bin", Buffer.alloc(2 * 1024 ** 2));
    const server = await startFakeServer((seen) => {
      truncateSync(path, 10);
      return { ...stored(seen), status: 503 };
    });
    const error = await refusedBy(putObject(inputFor(path, server.endpoint)));
    await server.close();
    expect(error.code).toBe("FileUnreadable");
  });
});
