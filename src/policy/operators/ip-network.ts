/** A range of addresses of one family; `prefix` counts the fixed bits. */
export interface IpNetwork {
  readonly bits: 32 | 128;
  readonly address: bigint;
  readonly prefix: number;
}

const MAPPED_PREFIX = 96;
const MAPPED_HEAD = 0xffffn;
const ZERO = 48;

let lastText = "";
let lastAddress: IpNetwork | undefined;

/**
 * Reads the address of a request as {@link parseIpNetwork} does, and remembers the last: every range of a policy's
 * list, and every statement after it, asks for the same one.
 */
export function parseRequestAddress(text: string): IpNetwork | undefined {
  if (text !== lastText) {
    lastAddress = parseIpNetwork(text);
    lastText = text;
  }
  return lastAddress;
}

/** Reads `203.0.113.0/24`, `2001:db8::/32` or a single address, which is a range of one. */
export function parseIpNetwork(text: string): IpNetwork | undefined {
  const [addressText, prefixText, ...rest] = text.split("/");
  const address = parseAddress(addressText as string);
  if (address === undefined || rest.length > 0) return undefined;
  if (prefixText === undefined) return unmap({ ...address, prefix: address.bits });
  if (!/^\d{1,3}$/.test(prefixText) || Number(prefixText) > address.bits) return undefined;
  return unmap({ ...address, prefix: Number(prefixText) });
}

/** Whether one address lies in a range. Addresses of the other family never do. */
export function networkHolds(network: IpNetwork, address: IpNetwork): boolean {
  if (network.bits !== address.bits || address.prefix !== address.bits) return false;
  const free = BigInt(network.bits - network.prefix);
  return network.address >> free === address.address >> free;
}

/** `::ffff:203.0.113.9` is an IPv4 peer on a socket of both families: policies mean it by its IPv4 address. */
function unmap(network: IpNetwork): IpNetwork {
  if (network.bits === 32 || network.prefix < MAPPED_PREFIX || network.address >> 32n !== MAPPED_HEAD) return network;
  return { bits: 32, address: network.address & 0xffffffffn, prefix: network.prefix - MAPPED_PREFIX };
}

function parseAddress(text: string): { readonly bits: 32 | 128; readonly address: bigint } | undefined {
  const four = parseIpv4(text);
  if (four !== undefined) return { bits: 32, address: BigInt(four) };
  const six = parseIpv6(text);
  return six === undefined ? undefined : { bits: 128, address: six };
}

function parseIpv4(text: string): number | undefined {
  let address = 0;
  let parts = 0;
  let at = 0;
  while (at <= text.length) {
    const dot = text.indexOf(".", at);
    const octet = readOctet(text, at, dot < 0 ? text.length : dot);
    if (octet === undefined || ++parts > 4) return undefined;
    address = address * 256 + octet;
    if (dot < 0) return parts === 4 ? address : undefined;
    at = dot + 1;
  }
  return undefined;
}

function readOctet(text: string, from: number, to: number): number | undefined {
  const digits = to - from;
  // A leading zero is octal to some readers and decimal to others, so it is no address here.
  if (digits < 1 || digits > 3 || (digits > 1 && text[from] === "0")) return undefined;
  let octet = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    octet = octet * 10 + digit;
  }
  return octet > 255 ? undefined : octet;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = [parseGroups(halves[0] as string), parseGroups(halves[1] ?? "")];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  // `::` stands for at least one group of zeros.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array<bigint>(missing).fill(0n), ...tail].reduce((sum, group) => (sum << 16n) | group, 0n);
}

/** The 16-bit groups of one half of an IPv6 address; its end may be an IPv4 address, which is two groups. */
function parseGroups(text: string): bigint[] | undefined {
  if (text === "") return [];
  const groups: bigint[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    const four = i === parts.length - 1 ? parseIpv4(part) : undefined;
    if (four !== undefined) groups.push(BigInt(Math.floor(four / 0x10000)), BigInt(four % 0x10000));
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}
