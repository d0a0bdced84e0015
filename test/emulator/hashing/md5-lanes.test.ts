import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Md5Lanes } from "../../../src/emulator/hashing/md5-lanes.ts";
import { laneProgram, MD5_LAYOUT, type Md5Exports } from "../../../src/emulator/hashing/md5-program.ts";

interface WebAssemblyApi {
  readonly Module: new (program: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

const { WebAssembly: api } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
const program = laneProgram();
if (program === undefined) throw new Error("every Node that is supported has vectors in WebAssembly");
const exported = new api.Instance(new api.Module(program)).exports as Md5Exports;

/** Keeps what is reported, and counts how the loops are called. */
class Observed {
  readonly calls: string[] = [];
  readonly reported: number[] = [];
  readonly digests = new Map<number, string>();
  readonly lanes: Md5Lanes;
  #orders = 0;

  constructor() {
    const counting: Md5Exports = {
      memory: exported.memory,
      lanes: (from, end) => {
        this.calls.push("lanes");
        exported.lanes(from, end);
      },
      one: (from, end) => {
        this.calls.push("one");
        exported.one(from, end);
      },
    };
    this.lanes = new Md5Lanes(counting, MD5_LAYOUT, (order, digest) => {
      this.reported.push(order);
      if (digest !== undefined) this.digests.set(order, hex(digest));
    });
  }

  update(hash: number, bytes: Uint8Array): number {
    this.lanes.update(hash, ++this.#orders, bytes);
    return this.#orders;
  }

  work(): void {
    while (this.lanes.step());
  }

  digest(hash: number): string | undefined {
    this.lanes.digest(hash, ++this.#orders);
    this.work();
    return this.digests.get(this.#orders);
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Bytes that differ from place to place, in memory that threads share. */
function shared(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + seed * 101) & 0xff;
  return bytes;
}

describe("Md5Lanes", () => {
  it("comes to RFC 1321's values", () => {
    const observed = new Observed();
    const known: readonly [string, string][] = [
      ["", "d41d8cd98f00b204e9800998ecf8427e"],
      ["a", "0cc175b9c0f1b6a831c399e269772661"],
      ["abc", "900150983cd24fb0d6963f7d28e17f72"],
      ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
      ["1234567890".repeat(8), "57edf4a22be3c955ac49da2e2107b67a"],
    ];
    for (const [i, [text, expected]] of known.entries()) {
      if (text !== "") observed.update(i, Buffer.from(text));
      expect(observed.digest(i)).toBe(expected);
    }
  });

  it("comes to what createHash comes to at every length around the ends of blocks", () => {
    const observed = new Observed();
    for (let length = 0; length <= 200; length++) {
      const bytes = shared(length, length);
      observed.update(length, bytes);
      expect(observed.digest(length)).toBe(createHash("md5").update(bytes).digest("hex"));
    }
  });

  it("comes to what createHash comes to, however many bodies come in whatever pieces and order, some given up", () => {
    const size = fc.oneof(fc.nat(70), fc.nat(3000), fc.constantFrom(64, 128, 16 * 1024, 16 * 1024 + 1, 40_000));
    const event = fc.record({
      hash: fc.nat(8),
      size,
      act: fc.constantFrom("update", "update", "update", "step", "drop"),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const observed = new Observed();
        const bodies = new Map<number, Uint8Array[]>();
        for (const [i, { hash, size: length, act }] of events.entries()) {
          if (act === "step") observed.lanes.step();
          else if (act === "drop") {
            observed.lanes.drop(hash);
            bodies.delete(hash);
          } else {
            const bytes = shared(length, i);
            observed.update(hash, bytes);
            bodies.set(hash, [...(bodies.get(hash) ?? []), bytes]);
          }
        }
        for (const [hash, chunks] of bodies) {
          expect(observed.digest(hash)).toBe(createHash("md5").update(Buffer.concat(chunks)).digest("hex"));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("takes bodies together where several wait, and one alone by itself", () => {
    const observed = new Observed();
    const { lanes, calls } = observed;
    for (const hash of [1, 2, 3, 4]) observed.update(hash, shared(16 * 1024, hash));
    observed.work();
    expect(calls.splice(0)).toEqual(["lanes"]);
    observed.update(1, shared(16 * 1024, 9));
    observed.work();
    expect(calls.splice(0)).toEqual(["one"]);
    // Six: four in the lanes, and then the two that are left.
    for (const hash of [1, 2, 3, 4, 5, 6]) observed.update(hash, shared(16 * 1024, hash));
    observed.work();
    expect(calls.splice(0)).toEqual(["lanes", "lanes"]);
    for (const hash of [1, 2, 3, 4, 5, 6]) lanes.drop(hash);
  });

  it("reports each order once, when its bytes may be used again, and those of a hash that is dropped", () => {
    const observed = new Observed();
    const small = observed.update(1, shared(10, 1));
    const large = observed.update(1, shared(40_000, 2));
    observed.lanes.step();
    expect(observed.reported).toEqual([small]);
    observed.lanes.drop(1);
    observed.work();
    expect(observed.reported).toEqual([small, large]);
    const other = observed.update(2, shared(64, 3));
    observed.work();
    expect(observed.reported).toEqual([small, large, other]);
    observed.lanes.drop(2);
    expect(observed.digest(2)).toBe(createHash("md5").digest("hex"));
  });

  it("takes the next body into a lane in the middle of another one", () => {
    const observed = new Observed();
    observed.update(1, shared(40_000, 1));
    observed.lanes.step();
    observed.update(2, shared(40_000, 2));
    observed.work();
    expect(observed.calls.slice(0, 3)).toEqual(["one", "lanes", "lanes"]);
    expect(observed.digest(1)).toBe(createHash("md5").update(shared(40_000, 1)).digest("hex"));
    expect(observed.digest(2)).toBe(createHash("md5").update(shared(40_000, 2)).digest("hex"));
  });
});
