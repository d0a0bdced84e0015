import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signedLeb, unsignedLeb, WASM_TYPE, wasmModule } from "../../src/core/index.ts";

interface WebAssemblyApi {
  readonly Module: new (program: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  put(at: number): void;
}

const { WebAssembly: api } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

describe("wasmModule", () => {
  it("makes functions that run, with their parameters and whatever numbers they hold", () => {
    const offset = fc.integer({ min: 0, max: 60_000 });
    const value = fc.oneof(fc.integer(), fc.constantFrom(0, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)));
    fc.assert(
      fc.property(value, offset, (number, at) => {
        // i32.store of the constant at the parameter plus an offset.
        const code = [0x20, 0, 0x41, ...signedLeb(number), 0x36, 2, ...unsignedLeb(at)];
        const put = { name: "put", parameters: 1, locals: { count: 1, type: WASM_TYPE.i32 }, code };
        const { exports } = new api.Instance(new api.Module(wasmModule([put], 1)));
        const { memory, put: run } = exports as Exports;
        run(8);
        expect(new DataView(memory.buffer).getInt32(at + 8, true)).toBe(number);
        expect(memory.buffer.byteLength).toBe(64 * 1024);
      }),
    );
  });
});
