import { type BootStep, leftOut, type ScriptStep, warning } from "./boot-steps.ts";
import { type CloudConfig, configSteps, readCloudConfig } from "./cloud-config.ts";
import { decompress, isGzip } from "./decompress.ts";
import { isMultipart, type MimePart, mimeParts } from "./mime.ts";

/** What cloud-init calls user data that is no MIME message. */
const NOT_MULTIPART = "text/x-not-multipart";
/** The kind of these parts is told by how they begin. */
const UNTOLD = [NOT_MULTIPART, "text/plain"];
const COMPRESSED = ["application/gzip", "application/gzip-compressed", "application/x-gzip", "application/x-gunzip"];
const BY_BEGINNING: readonly (readonly [string, string])[] = [
  ["#!", "text/x-shellscript"],
  ["#cloud-config-archive", "text/cloud-config-archive"],
  ["#cloud-config-jsonp", "text/cloud-config-jsonp"],
  ["#cloud-config", "text/cloud-config"],
  ["#cloud-boothook", "text/cloud-boothook"],
  ["#include-once", "text/x-include-once-url"],
  ["#include", "text/x-include-url"],
  ["#part-handler", "text/part-handler"],
  ["#upstart-job", "text/upstart-job"],
  ["## template: jinja", "text/jinja2"],
];
const LEFT_OUT = new Set([
  "text/cloud-config-archive",
  "text/cloud-config-jsonp",
  "text/x-include-once-url",
  "text/x-include-url",
  "text/part-handler",
  "text/upstart-job",
  "text/jinja2",
]);
const SHOWN_OF_STRANGE_DATA = 24;
const HOOK_MARK = /^#cloud-boothook[^\n]*\n?/;

/** What is found in user data, by kinds, each in its order. */
interface Found {
  readonly notes: BootStep[];
  readonly hooks: ScriptStep[];
  readonly configs: CloudConfig[];
  readonly scripts: { name: string; content: Buffer | string }[];
}

/**
 * Works out what an instance does at its first boot ("User data formats" of cloud-init's documentation), in cloud-init's
 * order: boothooks, `bootcmd`, `write_files`, then the scripts by their names, `runcmd` among them.
 */
export async function bootSteps(userData: Uint8Array, instanceId: string): Promise<readonly BootStep[]> {
  const found: Found = { notes: [], hooks: [], configs: [], scripts: [] };
  for (const [index, part] of partsOf(Buffer.from(userData), found).entries()) {
    const name = clean(part.fileName ?? "") || `part-${String(index + 1).padStart(3, "0")}`;
    await takePart(part, { name, found, instanceId });
  }
  const config = configSteps(found.configs, instanceId);
  const scripts = [...found.scripts, ...config.scripts].sort((one, other) => (one.name < other.name ? -1 : 1));
  return [
    ...found.notes,
    ...found.hooks,
    ...config.early,
    ...config.deferred,
    ...scripts.map(({ name, content }) => script("scripts", { name, content, environment: {} })),
  ];
}

function partsOf(data: Buffer, { notes }: Found): readonly MimePart[] {
  try {
    const plain = isGzip(data) ? decompress(data) : data;
    if (isMultipart(plain)) return mimeParts(plain).map(unpacked);
    return [{ contentType: NOT_MULTIPART, fileName: undefined, body: plain }];
  } catch (error) {
    notes.push(warning(`Failed to decompress the user data: ${(error as Error).message}`, { fails: true }));
    return [];
  }
}

function unpacked(part: MimePart): MimePart {
  if (!COMPRESSED.includes(part.contentType) || !isGzip(part.body)) return part;
  return { ...part, contentType: "text/plain", body: decompress(part.body) };
}

async function takePart(
  part: MimePart,
  { name, found, instanceId }: { name: string; found: Found; instanceId: string },
): Promise<void> {
  const kind = kindOf(part);
  switch (kind) {
    case "text/x-shellscript":
    case "text/x-shellscript-per-boot":
    case "text/x-shellscript-per-instance":
    case "text/x-shellscript-per-once":
      // There is one boot, so that all of these are run once. cloud-init mends line ends of MIME's in none of them.
      found.scripts.push({ name, content: part.body });
      return;
    case "text/cloud-boothook": {
      const content = part.body.toString("latin1").replaceAll("\r\n", "\n").replace(HOOK_MARK, "").trimStart();
      const environment = { INSTANCE_ID: instanceId };
      found.hooks.push(script("boothooks", { name, content: Buffer.from(content, "latin1"), environment }));
      return;
    }
    case "text/cloud-config":
      try {
        found.configs.push(await readCloudConfig(part.body.toString()));
      } catch (error) {
        const text = (error as Error).message.trim();
        found.notes.push(warning(`Failed at merging in cloud config part from ${name}: ${text}`, { fails: true }));
      }
      return;
    default:
      if (part.body.length > 0) found.notes.push(stranger(kind, part.body));
  }
}

function kindOf({ contentType, body }: MimePart): string {
  if (!UNTOLD.includes(contentType)) return contentType;
  const start = body.toString("latin1", 0, 64);
  return BY_BEGINNING.find(([beginning]) => start.startsWith(beginning))?.[1] ?? contentType;
}

function stranger(kind: string, body: Buffer): BootStep {
  if (LEFT_OUT.has(kind)) return leftOut(`user data of type ${kind} is not handled here`);
  const line = body.toString("latin1").split("\n")[0] as string;
  const start = JSON.stringify(line.slice(0, SHOWN_OF_STRANGE_DATA)).slice(1, -1);
  const what = kind === NOT_MULTIPART ? "non-multipart" : "unknown content-type";
  return warning(`Unhandled ${what} (${kind}) userdata: '${start}...'`);
}

function script(
  folder: ScriptStep["folder"],
  { name, content, environment }: { name: string; content: Buffer | string; environment: ScriptStep["environment"] },
): ScriptStep {
  return { type: "script", folder, name, content: Buffer.from(content).toString("base64"), environment };
}

/** The name of a file as cloud-init leaves it. */
function clean(name: string): string {
  return name
    .replaceAll("/", "_")
    .replace(/[^A-Za-z0-9_.()-]/g, "")
    .replace(/^\.+$/, "");
}
