/** A processor that filters can be written for: its name to seccomp, and the numbers of its system calls. */
interface Machine {
  /** `AUDIT_ARCH_…` of linux/audit.h. */
  readonly audit: number;
  readonly clone: number;
  readonly clone3: number;
  /** Calls that are refused whatever their arguments. */
  readonly refused: readonly number[];
}

/** By Node's names. `refused`: unshare, setns; add_key, request_key, keyctl, since keyrings are the machine's own. */
const MACHINES: Readonly<Record<string, Machine>> = {
  x64: { audit: 0xc000003e, clone: 56, clone3: 435, refused: [272, 308, 248, 249, 250] },
  arm64: { audit: 0xc00000b7, clone: 220, clone3: 435, refused: [97, 268, 217, 218, 219] },
};

const OFFSET_OF_CALL = 0;
const OFFSET_OF_MACHINE = 4;
const OFFSET_OF_FIRST_ARGUMENT = 16;
const CLONE_NEWUSER = 0x10000000;
/** Numbers from here on are x64's second set of the same calls, which nothing uses. */
const X32_CALLS = 0x40000000;

const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_AT_LEAST = 0x35;
const JUMP_IF_ANY_BIT = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const REFUSE = 0x00050000 | 1; // EPERM
const UNKNOWN = 0x00050000 | 38; // ENOSYS: libraries then use clone, whose flags can be looked at.

/**
 * The seccomp filter of a sandbox, as bwrap takes it (an array of `struct sock_filter`), or `undefined` for a processor
 * that it is not written for.
 *
 * It keeps programs from making user namespaces. In one of its own a program has every right again over what it mounts,
 * and where root has started the emulator it would be root to it. bwrap's `--disable-userns` would do the same, but takes
 * away the right to give the loopback its second address as well.
 */
export function seccompFilter(processor: string): Uint8Array | undefined {
  const machine = Object.hasOwn(MACHINES, processor) ? MACHINES[processor] : undefined;
  if (machine === undefined) return undefined;
  const instructions = [
    load(OFFSET_OF_MACHINE),
    ...unless(JUMP_IF_EQUAL, machine.audit, KILL),
    load(OFFSET_OF_CALL),
    ...when(JUMP_IF_AT_LEAST, X32_CALLS, UNKNOWN),
    ...machine.refused.flatMap((call) => when(JUMP_IF_EQUAL, call, REFUSE)),
    ...when(JUMP_IF_EQUAL, machine.clone3, UNKNOWN),
    // Any call but clone goes over the next three instructions.
    jump(JUMP_IF_EQUAL, machine.clone, { ifTrue: 0, ifFalse: 3 }),
    load(OFFSET_OF_FIRST_ARGUMENT),
    ...when(JUMP_IF_ANY_BIT, CLONE_NEWUSER, REFUSE),
    result(ALLOW),
  ];
  return Buffer.concat(instructions);
}

/** Returns `verdict` where the test holds, else goes on. */
function when(test: number, operand: number, verdict: number): Uint8Array[] {
  return [jump(test, operand, { ifTrue: 0, ifFalse: 1 }), result(verdict)];
}

/** Returns `verdict` where the test does not hold, else goes on. */
function unless(test: number, operand: number, verdict: number): Uint8Array[] {
  return [jump(test, operand, { ifTrue: 1, ifFalse: 0 }), result(verdict)];
}

function load(offset: number): Uint8Array {
  return instruction({ code: LOAD, operand: offset });
}

function result(verdict: number): Uint8Array {
  return instruction({ code: RETURN, operand: verdict });
}

/** `ifTrue` and `ifFalse`: how many instructions to go over. */
function jump(code: number, operand: number, { ifTrue, ifFalse }: { ifTrue: number; ifFalse: number }): Uint8Array {
  return instruction({ code, operand, ifTrue, ifFalse });
}

/** Both processors are little-endian. */
function instruction({
  code,
  operand,
  ifTrue = 0,
  ifFalse = 0,
}: {
  code: number;
  operand: number;
  ifTrue?: number;
  ifFalse?: number;
}): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(ifTrue, 2);
  bytes.writeUInt8(ifFalse, 3);
  bytes.writeUInt32LE(operand, 4);
  return bytes;
}
