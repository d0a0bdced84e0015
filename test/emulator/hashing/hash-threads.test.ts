import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { HashThread } from "../../../src/emulator/hashing/hash-thread.ts";
import { HashThreads } from "../../../src/emulator/hashing/hash-threads.ts";
import { laneProgram } from "../../../src/emulator/hashing/md5-program.ts";
import { LocalHash, type StreamHash } from "../../../src/emulator/hashing/stream-hash.ts";
import { ThreadHash } from "../../../src/emulator/hashing/thread-hash.ts";

const LARGE = 10 * 1024 * 1024;
const threads = new HashThreads(2);
const opened: { close(): Promise<void> }[] = [threads];

afterEach(async () => {
  for (const thread of opened.splice(1)) await thread.close();
});

async function hexOf(hash: StreamHash, chunks: readonly Uint8Array[]): Promise<string> {
  for (const chunk of chunks) {
    const hashed = hash.update(chunk);
    hash.urge?.();
    await hashed;
  }
  return (await hash.digest()).toString("hex");
}

describe("HashThreads", () => {
  it("comes to what createHash comes to, for many bodies at once", async () => {
    const bodies = fc.array(
      fc.record({
        algorithm: fc.constantFrom("md5" as const, "sha1" as const, "sha256" as const),
        chunks: fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 6 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (given) => {
        const hashes = given.map(({ algorithm, chunks }) => hexOf(threads.create(algorithm, LARGE), chunks));
        const expected = given.map(({ algorithm, chunks }) =>
          createHash(algorithm).update(Buffer.concat(chunks)).digest("hex"),
        );
        expect(await Promise.all(hashes)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("takes bytes in their order where nobody waits in between", async () => {
    const hash = threads.create("md5", LARGE);
    for (const text of ["a", "b", "c"]) void hash.update(Buffer.from(text));
    const digest = await hash.digest();
    expect(digest.toString("hex")).toBe(createHash("md5").update("abc").digest("hex"));
  });

  it("fills the lanes of one thread with MD5s before it takes the next, and gives other hashes to the idlest", async () => {
    const begin = vi.spyOn(HashThread.prototype, "begin");
    const own = new HashThreads(2);
    opened.push(own);
    try {
      const algorithms = ["md5", "md5", "sha256", "md5", "md5"] as const;
      const hashes = algorithms.map((algorithm) => own.create(algorithm, LARGE));
      const used = begin.mock.contexts;
      const [first, second] = [used[0], used[2]];
      expect(first).not.toBe(second);
      expect(used.map((thread) => (thread === first ? 1 : 2))).toEqual([1, 1, 2, 1, 1]);
      for (const hash of hashes) hash.abandon?.();
    } finally {
      begin.mockRestore();
    }
  });

  it("hashes what is small at once, and everything where no thread is allowed", () => {
    expect(threads.create("md5", 1000)).toBeInstanceOf(LocalHash);
    expect(threads.create("md5", LARGE)).toBeInstanceOf(ThreadHash);
    expect(new HashThreads(0).create("md5", LARGE)).toBeInstanceOf(LocalHash);
  });

  it("fails what a thread had to do when it ends, and goes on without it", async () => {
    const own = new HashThreads(1);
    opened.push(own);
    const hash = own.create("md5", LARGE);
    await hash.update(Buffer.from("a"));
    const digest = hash.digest();
    await own.close();
    // Either it was told before the thread ended or it is told of the end: it never waits for ever.
    const outcome = await Promise.resolve(digest).then(
      (bytes) => bytes.toString("hex"),
      (error: Error) => error.message,
    );
    expect([createHash("md5").update("a").digest("hex"), "the hashing thread has ended"]).toContain(outcome);
    expect(own.create("md5", LARGE)).toBeInstanceOf(LocalHash);
  });
});

describe("HashThread", () => {
  const open = (program = laneProgram()): HashThread => {
    const thread = new HashThread(program);
    opened.push(thread);
    return thread;
  };
  const md5Of = (text: string): string => createHash("md5").update(text).digest("hex");

  it("refuses orders once it has ended, and counts the hashes that are in the making", async () => {
    const thread = open();
    const hash = thread.begin("md5");
    expect(thread.hashes).toBe(1);
    await thread.ask(Buffer.from("a"), { hash, algorithm: "md5" });
    await thread.ask("drop", { hash, algorithm: "md5" });
    expect(thread.hashes).toBe(0);
    await thread.close();
    expect(thread.isAlive).toBe(false);
    await expect(thread.ask("digest", { hash, algorithm: "md5" })).rejects.toThrow("the hashing thread has ended");
  });

  it("hashes the bytes of one that is alone at once", async () => {
    const thread = open();
    const hash = new ThreadHash(thread, "md5");
    await hash.update(Buffer.from("a"));
    expect((await hash.digest()).toString("hex")).toBe(md5Of("a"));
  });

  it("holds bytes back for those of others, until it is urged, all have some, or one ends", async () => {
    const thread = open();
    const [a, b, c] = [1, 2, 3].map(() => new ThreadHash(thread, "md5")) as [ThreadHash, ThreadHash, ThreadHash];
    const settled: string[] = [];
    const update = (hash: ThreadHash, text: string): Promise<void> =>
      hash.update(Buffer.from(text)).then(() => void settled.push(text));
    const turn = async (): Promise<void> => {
      // What is not shared is not held back, and the thread obeys in order: had it been given more, it would have told.
      const other = new ThreadHash(thread, "sha1");
      await other.update(Buffer.from("x"));
      other.abandon();
    };

    const first = update(a, "a1");
    await turn();
    expect(settled).toEqual([]);
    a.urge();
    await first;
    const all = [update(a, "a2"), update(b, "b1"), update(c, "c1")];
    await Promise.all(all);
    const last = update(b, "b2");
    const digest = await c.digest();
    await last;
    expect(settled).toEqual(["a1", "a2", "b1", "c1", "b2"]);
    expect(digest.toString("hex")).toBe(md5Of("c1"));
    expect((await a.digest()).toString("hex")).toBe(md5Of("a1a2"));
    expect((await b.digest()).toString("hex")).toBe(md5Of("b1b2"));
  });

  it("goes on with the others when one is dropped", async () => {
    const thread = open();
    const [a, b] = [new ThreadHash(thread, "md5"), new ThreadHash(thread, "md5")];
    const held = a.update(Buffer.from("a"));
    b.abandon();
    await held;
    await a.update(Buffer.from("b"));
    expect((await a.digest()).toString("hex")).toBe(md5Of("ab"));
    expect(thread.hashes).toBe(0);
  });

  it("fails what it has held back when it ends", async () => {
    const thread = open();
    const [a] = [new ThreadHash(thread, "md5"), new ThreadHash(thread, "md5")];
    const held = a.update(Buffer.from("a"));
    const failed = expect(held).rejects.toThrow("the hashing thread has ended");
    await thread.close();
    await failed;
  });

  it("hashes without WebAssembly too, and holds nothing back then", async () => {
    const thread = new HashThread(undefined);
    opened.push(thread);
    const [a, b] = [new ThreadHash(thread, "md5"), new ThreadHash(thread, "md5")];
    expect(thread.inLanes).toBe(0);
    await a.update(Buffer.from("a"));
    expect((await a.digest()).toString("hex")).toBe(md5Of("a"));
    b.abandon();
  });
});
