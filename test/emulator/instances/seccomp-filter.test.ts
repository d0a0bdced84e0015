import { describe, expect, it } from "vitest";
import { seccompFilter } from "../../../src/emulator/instances/seccomp-filter.ts";

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;

/** Runs a filter as the kernel does, on one call. */
function verdict(filter: Uint8Array, call: { machine: number; number: number; argument?: number }): number {
  const code = Buffer.from(filter);
  const words = new Map([
    [0, call.number],
    [4, call.machine],
    [16, call.argument ?? 0],
  ]);
  let accumulator = 0;
  for (let at = 0; at < code.length / 8; at++) {
    const operand = code.readUInt32LE(at * 8 + 4);
    const [ifTrue, ifFalse] = [code.readUInt8(at * 8 + 2), code.readUInt8(at * 8 + 3)];
    const goOver = (holds: boolean): void => {
      at += holds ? ifTrue : ifFalse;
    };
    switch (code.readUInt16LE(at * 8)) {
      case 0x20:
        accumulator = words.get(operand) ?? Number.NaN;
        break;
      case 0x15:
        goOver(accumulator === operand);
        break;
      case 0x35:
        goOver(accumulator >= operand);
        break;
      case 0x45:
        goOver((accumulator & operand) !== 0);
        break;
      case 0x06:
        return operand;
      default:
        throw new Error(`unknown instruction at ${at}`);
    }
  }
  throw new Error("the filter has no end");
}

describe.each([
  ["x64", 0xc000003e, { clone: 56, unshare: 272, setns: 308, keyctl: 250, write: 1 }],
  ["arm64", 0xc00000b7, { clone: 220, unshare: 97, setns: 268, keyctl: 219, write: 64 }],
])("The seccomp filter for %s", (processor, machine, calls) => {
  const filter = seccompFilter(processor) ?? Buffer.alloc(0);

  it.each(["unshare", "setns", "keyctl"] as const)("refuses %s", (name) => {
    expect(verdict(filter, { machine, number: calls[name] })).toBe(EPERM);
  });

  it("refuses a clone with a user namespace, and no other", () => {
    expect(verdict(filter, { machine, number: calls.clone, argument: 0x10000011 })).toBe(EPERM);
    expect(verdict(filter, { machine, number: calls.clone, argument: 0x01200011 })).toBe(ALLOW);
  });

  it("hides clone3, whose flags it cannot see", () => {
    expect(verdict(filter, { machine, number: 435 })).toBe(ENOSYS);
  });

  it("allows the calls around them, whatever their argument", () => {
    for (const number of [calls.write, calls.unshare - 1, calls.unshare + 1, calls.clone + 1, 434, 436]) {
      expect(verdict(filter, { machine, number, argument: 0x10000000 })).toBe(ALLOW);
    }
  });

  it("ends a program that calls as another processor's, and knows no second set of calls", () => {
    expect(verdict(filter, { machine: 0x40000003, number: calls.write })).toBe(KILL);
    expect(verdict(filter, { machine, number: 0x40000000 + calls.unshare })).toBe(ENOSYS);
  });
});

describe("The seccomp filter", () => {
  it("is not made for a processor whose calls it does not know", () => {
    expect(seccompFilter("ppc64")).toBeUndefined();
    expect(seccompFilter("toString")).toBeUndefined();
  });
});
