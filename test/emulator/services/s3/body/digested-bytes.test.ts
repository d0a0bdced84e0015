import { createHash } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { HashThreads } from "../../../../../src/emulator/hashing/hash-threads.ts";
import { digested } from "../../../../../src/emulator/services/s3/body/digested-bytes.ts";
import { Digester } from "../../../../../src/emulator/services/s3/body/digester.ts";
import { Stretches } from "../../../../../src/emulator/state/stretches.ts";

const MIB = 1024 * 1024;
const hashes = new HashThreads(1);
const stretches = new Stretches();
afterAll(() => hashes.close());

const filled = (sizeBytes: number, value: number): Uint8Array => new Uint8Array(sizeBytes).fill(value);

async function* from(
  chunks: readonly Uint8Array[],
  end: Promise<void> = Promise.resolve(),
): AsyncGenerator<Uint8Array> {
  yield* chunks;
  await end;
}

const digesterOf = (sizeBytes: number): Digester => new Digester({ hashes, sizeBytes, declared: {} });

async function md5Of(chunks: readonly Uint8Array[], end?: Promise<void>): Promise<string> {
  const sizeBytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const digester = digesterOf(sizeBytes);
  for await (const _ of digested(from(chunks, end), { digester, stretches }));
  return (await digester.finish()).md5;
}

const expected = (chunks: readonly Uint8Array[]): string =>
  createHash("md5").update(Buffer.concat(chunks)).digest("hex");

describe("digested", () => {
  it("comes to the MD5 of each body, however many pass at once and however long they are", async () => {
    const bodies = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) =>
      Array.from({ length: i + 2 }, (_, part) => filled(200_000 + 31 * i * part, i + part)),
    );
    expect(await Promise.all(bodies.map((chunks) => md5Of(chunks)))).toEqual(bodies.map(expected));
  });

  it("lets a body end while others are open of which nothing more comes", async () => {
    let goOn = (): void => {};
    const stalled = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const waiting = [filled(300_000, 1), filled(300_000, 2)];
    const others = [1, 2, 3].map(() => md5Of(waiting, stalled));
    // Whole stretches, and more than a few of them: the end comes at once behind the last.
    for (const sizeBytes of [MIB, 4 * MIB, 4 * MIB + 1]) {
      const body = [filled(sizeBytes, 3)];
      expect(await md5Of(body)).toBe(expected(body));
    }
    goOn();
    expect(await Promise.all(others)).toEqual([1, 2, 3].map(() => expected(waiting)));
  });

  it("lets others go on where a body breaks off or nobody wants more of it", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield filled(600_000, 1);
      throw new Error("broken off");
    }
    const read = async (): Promise<void> => {
      for await (const _ of digested(broken(), { digester: digesterOf(4 * MIB), stretches }));
    };
    const left = async (): Promise<void> => {
      for await (const _ of digested(from([filled(MIB, 1)]), { digester: digesterOf(4 * MIB), stretches })) break;
    };
    const body = [filled(3 * MIB, 4)];
    const [failed, , md5] = await Promise.all([read().catch((error: Error) => error.message), left(), md5Of(body)]);
    expect([failed, md5]).toEqual(["broken off", expected(body)]);
  });
});
