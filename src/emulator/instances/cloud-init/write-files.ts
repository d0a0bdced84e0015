import { type BootStep, leftOut, type WriteStep, warning } from "./boot-steps.ts";
import { decompress } from "./decompress.ts";

const DEFAULT_MODE = 0o644;
const ENCODINGS: Readonly<Record<string, (content: Buffer) => Buffer>> = {
  gz: decompress,
  gzip: decompress,
  "gz+base64": (content) => decompress(fromBase64(content)),
  "gzip+base64": (content) => decompress(fromBase64(content)),
  "gz+b64": (content) => decompress(fromBase64(content)),
  "gzip+b64": (content) => decompress(fromBase64(content)),
  b64: fromBase64,
  base64: fromBase64,
};

/** The steps of `write_files`: those that are done early, and those with `defer`, which come right before the scripts. */
export function writeFiles(entries: unknown): { early: BootStep[]; deferred: BootStep[] } {
  if (!Array.isArray(entries)) {
    return { early: [warning("Failed to run module write_files: it is not a list", { fails: true })], deferred: [] };
  }
  const steps = entries.map((entry) => ({
    isDeferred: isRecord(entry) && entry.defer === true,
    steps: fileSteps(entry),
  }));
  return {
    early: steps.filter(({ isDeferred }) => !isDeferred).flatMap((file) => file.steps),
    deferred: steps.filter(({ isDeferred }) => isDeferred).flatMap((file) => file.steps),
  };
}

function fileSteps(entry: unknown): BootStep[] {
  const path = isRecord(entry) ? entry.path : undefined;
  if (!isRecord(entry) || typeof path !== "string" || path === "") {
    return [warning("No path provided to write for an entry in module write_files")];
  }
  if (!path.startsWith("/")) return [warning(`${JSON.stringify(path)} is not an absolute path`, { fails: true })];
  if (entry.source !== undefined) return [leftOut(`write_files: the source of ${path} is not fetched`)];
  const { mode, notes } = permissions(entry.permissions);
  try {
    const owner = ownerOf(entry.owner);
    const step: WriteStep = {
      type: "write",
      path,
      content: contentOf(entry.content ?? "", entry.encoding).toString("base64"),
      mode,
      append: entry.append === true,
      ...(owner === undefined ? {} : { owner }),
    };
    return [...notes, step];
  } catch (error) {
    return [...notes, warning(`Failed to decode the content of ${path}: ${(error as Error).message}`, { fails: true })];
  }
}

/** YAML's `!!binary` is bytes already. An encoding that is not known is none, as in cloud-init. */
function contentOf(content: unknown, encoding: unknown): Buffer {
  const bytes = content instanceof Uint8Array ? Buffer.from(content) : Buffer.from(String(content));
  const name = typeof encoding === "string" ? encoding.trim().toLowerCase() : "";
  const decode = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  return decode === undefined ? bytes : decode(bytes);
}

function fromBase64(content: Buffer): Buffer {
  return Buffer.from(content.toString("latin1"), "base64");
}

/** A text is octal; a number is what YAML has made of it, which reads `0644` as octal too. */
function permissions(value: unknown): { mode: number; notes: BootStep[] } {
  if (value === undefined || value === null) return { mode: DEFAULT_MODE, notes: [] };
  const text = typeof value === "string" ? value.trim().replace(/^0o/i, "") : "";
  if (/^[0-7]{1,5}$/.test(text)) return { mode: Number.parseInt(text, 8) & 0o7777, notes: [] };
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return { mode: value & 0o7777, notes: [] };
  return {
    mode: DEFAULT_MODE,
    notes: [warning(`Undecodable permissions ${JSON.stringify(value)}, returning default 420`)],
  };
}

function ownerOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return String(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
