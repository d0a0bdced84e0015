import * as v from "valibot";

const HINT = "See docs/guide/instances.md for what `image.json` may say.";
/** As POSIX has them. The loader's own would be felt by the shell that starts the user data. */
const variableName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "not a variable's name"),
  v.check((name) => !name.startsWith("LD_"), "the loader's variables cannot be set"),
);
const text = v.pipe(
  v.string(),
  v.check((value) => !value.includes("\0"), "no text with a zero byte"),
);
const insidePath = v.pipe(
  v.string(),
  v.regex(/^(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+$/, "not an absolute path without `.` and `..`"),
);

const schema = v.strictObject({
  name: v.exactOptional(v.pipe(v.string(), v.minLength(3), v.maxLength(128))),
  description: v.exactOptional(v.pipe(v.string(), v.maxLength(255))),
  architecture: v.exactOptional(v.picklist(["x86_64", "arm64"])),
  virtualizationType: v.exactOptional(v.picklist(["hvm", "paravirtual"])),
  imdsSupport: v.exactOptional(v.literal("v2.0")),
  environment: v.exactOptional(v.record(variableName, v.nullable(text))),
  trustStores: v.exactOptional(v.array(insidePath)),
});

/** What `image.json` says of an image. */
export interface ImageDescription {
  /** 3 to 128 characters. Default: the image's id. */
  readonly name?: string;
  /** At most 255 characters. Default: none. */
  readonly description?: string;
  /** Default: this machine's. */
  readonly architecture?: "x86_64" | "arm64";
  /** Default: `hvm`. */
  readonly virtualizationType?: "hvm" | "paravirtual";
  /** `v2.0`: instances require tokens unless their launch says otherwise. Default: they do not. */
  readonly imdsSupport?: "v2.0";
  /** Variables for the user data; `null` takes one of the emulator's own away. */
  readonly environment?: Readonly<Record<string, string | null>>;
  /** Files, by their paths inside, with certificates that programs of the image trust, besides the usual ones. */
  readonly trustStores?: readonly string[];
}

/** Reads an image's description, or says what is wrong with it. */
export function parseImageDescription(
  source: string,
): { readonly description: ImageDescription } | { readonly problem: string; readonly hint: string } {
  let data: unknown;
  try {
    data = JSON.parse(source);
  } catch (error) {
    return { problem: `not JSON: ${(error as Error).message}`, hint: HINT };
  }
  if (Array.isArray(data)) return { problem: "a list, where an object is expected", hint: HINT };
  const outcome = v.safeParse(schema, data);
  if (outcome.success) return { description: outcome.output };
  const [issue] = outcome.issues;
  const place = v.getDotPath(issue) ?? "";
  return { problem: place === "" ? issue.message : `\`${place}\`: ${issue.message}`, hint: HINT };
}
