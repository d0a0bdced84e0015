import { isIP } from "node:net";
import { templateError } from "../../errors.ts";
import { isList, scalarText, type TemplateValue } from "../value.ts";
import { mayBeText, type Scope, type ValueFunction } from "./intrinsic.ts";

const MAX_COUNT = 256;
/** How many bits a block has that nothing is said of. */
const DEFAULT_BITS = 8;

/** `Fn::Cidr`: as many address blocks of a size as are asked for, from the beginning of a greater one. */
export const cidr: ValueFunction = {
  name: "Fn::Cidr",
  check(argument) {
    const isShaped = isList(argument) && (argument.length === 2 || argument.length === 3) && argument.every(mayBeText);
    if (!isShaped) throw wrong();
  },
  evaluate(argument, scope) {
    const [block, count, bits = DEFAULT_BITS] = argument as readonly TemplateValue[];
    return blocks(text(block, scope), whole(count, scope), whole(bits, scope));
  },
};

function blocks(block: string, count: number, bits: number): readonly string[] {
  const [address = "", prefix = ""] = block.split("/");
  const version = isIP(address);
  const width = version === 4 ? 32 : 128;
  const ownPrefix = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (version === 0 || ownPrefix < 0 || ownPrefix > width) {
    throw templateError(`Fn::Cidr requires a valid CIDR block, but ${block} is none`);
  }
  const size = 1n << BigInt(bits);
  const room = 1n << BigInt(width - ownPrefix);
  if (count < 1 || count > MAX_COUNT || bits < 1 || bits > width || size * BigInt(count) > room) {
    throw templateError(`Fn::Cidr cannot take ${count} blocks of ${bits} bits from ${block}`);
  }
  const first = toNumber(address, version) & ~(room - 1n);
  return Array.from({ length: count }, (_, index) => {
    return `${toAddress(first + size * BigInt(index), version)}/${width - bits}`;
  });
}

function toNumber(address: string, version: number): bigint {
  if (version === 4) return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  return groupsOf(address).reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

/** The eight groups of an IPv6 address. One that ends in the form of an IPv4 address is none that AWS has. */
function groupsOf(address: string): readonly string[] {
  const [head = "", tail] = address.toLowerCase().split("::");
  const parts = (half: string): string[] => half.split(":").filter((part) => part !== "");
  if (tail === undefined) return parts(head);
  const missing = 8 - parts(head).length - parts(tail).length;
  return [...parts(head), ...Array.from({ length: missing }, () => "0"), ...parts(tail)];
}

function toAddress(value: bigint, version: number): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 65535n).toString(16));
  const zeros = [...groups.join(":").matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length)[0];
  if (zeros === undefined) return groups.join(":");
  const all = groups.join(":");
  return `${all.slice(0, zeros.index)}::${all.slice(zeros.index + zeros[0].length + 1)}`;
}

function text(value: TemplateValue | undefined, scope: Scope): string {
  const evaluated = value === undefined ? undefined : scope.evaluate(value);
  const found = typeof evaluated === "symbol" ? undefined : scalarText(evaluated);
  if (found === undefined) throw wrong();
  return found;
}

function whole(value: TemplateValue | undefined, scope: Scope): number {
  const found = text(value, scope);
  if (!/^\d{1,4}$/.test(found)) throw wrong();
  return Number(found);
}

function wrong(): Error {
  return templateError(
    "every Fn::Cidr object requires two or three parameters, (1) a CIDR block, (2) the number of blocks and (3) the number of bits of each.",
  );
}
