import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

/** The folder of answers recorded from AWS, where one is given. */
export const RECORDINGS: string | undefined = process.env.KEYLEASE_RECORDINGS;

/** Says aloud whether a service's answers are compared with recorded ones. */
export function sayWhetherRecorded(service: string): void {
  const status = RECORDINGS === undefined ? "skipped: KEYLEASE_RECORDINGS is not set" : "compared";
  process.stderr.write(`Answers recorded from AWS's ${service} ${status}\n`);
}

/** One recorded case: its steps by name. */
export type RecordedCase = Readonly<Record<string, unknown>>;

/** The steps of a case of `<service>.json`. */
export function recordedCase(service: string, name: string): RecordedCase {
  const file = JSON.parse(readFileSync(join(RECORDINGS ?? "", `${service}.json`), "utf8"));
  const steps = file[name]?.steps;
  if (steps === undefined) throw new Error(`${service}.json has no case ${name}`);
  return steps;
}

/** What AWS's SDK gave or threw, in the shape of the recordings. */
export async function answerOf(call: Promise<object>): Promise<unknown> {
  try {
    const { $metadata, ...answer } = (await call) as Record<string, unknown>;
    return plain({ ...answer, ResponseMetadata: metadata($metadata) });
  } catch (error) {
    const { Code, Type, message, $metadata } = error as Record<string, unknown>;
    return plain({ Error: { Code, Message: message, Type }, ResponseMetadata: metadata($metadata) });
  }
}

/**
 * Compares an answer with a recorded one, field by field: neither may have one that the other has not. A placeholder
 * such as `<role-name:1>` stands for any text, but for the same one wherever it occurs in `known`.
 */
export function expectRecorded(answer: unknown, recorded: unknown, known: Map<string, string> = new Map()): void {
  expect(filled(answer, recorded, known)).toEqual(recorded);
}

/** The answer with texts that fit the recorded placeholders replaced by these. */
function filled(answer: unknown, recorded: unknown, known: Map<string, string>): unknown {
  if (typeof answer === "string" && typeof recorded === "string") {
    return fits(answer, recorded, known) ? recorded : answer;
  }
  if (Array.isArray(answer) && Array.isArray(recorded)) return answer.map((one, i) => filled(one, recorded[i], known));
  if (isObject(answer) && isObject(recorded)) {
    return Object.fromEntries(Object.entries(answer).map(([key, one]) => [key, filled(one, recorded[key], known)]));
  }
  return answer;
}

const PLACEHOLDER = /<([a-z-]+)(?::\d+)?>/g;

function fits(answer: string, recorded: string, known: Map<string, string>): boolean {
  const names = [...recorded.matchAll(PLACEHOLDER)].map(([name]) => name);
  const escaped = recorded.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // A path begins and ends with a slash; that tells it from the name that follows it without a divider.
  const pattern = escaped.replace(PLACEHOLDER, (_name, kind) => (kind === "path" ? "(/(?:.*/)?)" : "(.+?)"));
  const match = new RegExp(`^${pattern}$`, "s").exec(answer);
  if (match === null) return false;
  return names.every((name, i) => {
    const value = match[i + 1] as string;
    if (!/:\d+>$/.test(name)) return true;
    if (!known.has(name)) known.set(name, value);
    return known.get(name) === value;
  });
}

function metadata(value: unknown): object {
  return { HTTPHeaders: {}, HTTPStatusCode: (value as { httpStatusCode?: number }).httpStatusCode };
}

/** Dates become texts, and percent-encoded policy documents JSON, as boto shows them. */
function plain(value: unknown, key = ""): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one) => plain(one));
  if (typeof value === "string" && key.endsWith("PolicyDocument")) return JSON.parse(decodeURIComponent(value));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([name, one]) => [name, plain(one, name)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
