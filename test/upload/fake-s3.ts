import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PutObjectInput } from "../../src/upload/index.ts";
import type { FakeAnswer, SeenRequest } from "../support/fake-server.ts";

/** What S3 answers to a PUT that carried a CRC-32. */
export function stored({ headers }: SeenRequest): FakeAnswer {
  return {
    status: 200,
    headers: {
      etag: '"5d41402abc4b2a76b9719d911017c592"',
      "x-amz-checksum-crc32": String(headers["x-amz-checksum-crc32"]),
      "x-amz-request-id": "REQUEST1",
    },
  };
}

/** What S3 answers where it refuses. */
export function refusing(status: number, code: string, message = "No."): FakeAnswer {
  return {
    status,
    headers: { "x-amz-request-id": "REQUEST2" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}

/** A folder for files to upload; remove it when the tests are done. */
export function uploadFolder(): { write: (name: string, content: string | Buffer) => string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "keylease-upload-"));
  return {
    write: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** An upload to a server on loopback that is tried again at once. */
export function inputFor(file: string, endpoint: string): PutObjectInput {
  return {
    file,
    endpoint,
    bucket: "my-bucket",
    key: "a b/c*.txt",
    region: "ap-northeast-1",
    credentials: {
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      secretAccessKey: "SECRET-KEY",
      sessionToken: "SESSION-TOKEN",
    },
    retry: { attempts: 3, baseMilliseconds: 1, mostMilliseconds: 2 },
    idleMilliseconds: 5_000,
  };
}
