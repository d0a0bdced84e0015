import { createHash } from "node:crypto";
import { ALPHABETS, type Random, randomText } from "../../../core/index.ts";
import { ec2Errors } from "./errors.ts";

export type IdPrefix = "i" | "r" | "sg" | "sgr" | "key" | "iip-assoc";

export type DerivedIdPrefix =
  | "dopt"
  | "igw"
  | "iip-assoc"
  | "rtb"
  | "rtbassoc"
  | "sg"
  | "sgr"
  | "subnet"
  | "vpc"
  | "vpc-cidr-assoc";

const DIGITS = 16;

/** A fresh id: the prefix, a hyphen and 17 hex digits of which the first is 0, as all of AWS's are today. */
export function newId(random: Random, prefix: IdPrefix): string {
  return `${prefix}-0${randomText(random, DIGITS, ALPHABETS.hex)}`;
}

/** An id that is the same for the same `subject` in every emulator. */
export function derivedId(prefix: DerivedIdPrefix, subject: string): string {
  return `${prefix}-0${createHash("sha256").update(`keylease ${prefix} ${subject}`).digest("hex").slice(0, DIGITS)}`;
}

/** Whether a text has the form of an id; ids of 8 digits are from before 2016 and still valid. */
export function isId(text: string, prefix: string): boolean {
  return text.startsWith(`${prefix}-`) && /^([0-9a-f]{8}|[0-9a-f]{17})$/.test(text.slice(prefix.length + 1));
}

/** @throws AwsError `code` where an id has not the form that its prefix asks for. */
export function checkIds(ids: readonly string[], prefix: string, code: string): void {
  for (const id of ids) if (!isId(id, prefix)) throw ec2Errors.malformedId(code, id, prefix);
}
