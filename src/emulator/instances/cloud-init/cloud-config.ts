import type { BootStep } from "./boot-steps.ts";
import { leftOut, warning } from "./boot-steps.ts";
import { shellify } from "./shellify.ts";
import { writeFiles } from "./write-files.ts";

/** A `#cloud-config`, read. */
export type CloudConfig = Readonly<Record<string, unknown>>;

/** What a config makes the instance do, by the time at which it does it. */
export interface ConfigSteps {
  readonly early: readonly BootStep[];
  readonly deferred: readonly BootStep[];
  /** Run among the other scripts, in the order of their names. */
  readonly scripts: readonly { readonly name: string; readonly content: string }[];
}

const DONE = ["bootcmd", "write_files", "runcmd"];
/** They say how parts are merged, or nothing. */
const SILENT = ["merge_how", "merge_type", "output"];
const MAX_ALIASES = 100;

/**
 * Reads YAML as cloud-init does, by YAML 1.1: `0644` is octal there.
 *
 * @throws Error where it is no YAML, or no mapping.
 */
export async function readCloudConfig(text: string): Promise<CloudConfig> {
  const { parse } = (await import("yaml")).default;
  const config: unknown = parse(text, { version: "1.1", maxAliasCount: MAX_ALIASES, prettyErrors: true });
  if (config === null) return {};
  if (typeof config !== "object" || Array.isArray(config)) throw new TypeError("it is not a mapping");
  return config as CloudConfig;
}

/** The steps of all configs together. Of what several of them say, the last is taken, as cloud-init does by default. */
export function configSteps(configs: readonly CloudConfig[], instanceId: string): ConfigSteps {
  const config: CloudConfig = Object.assign({}, ...configs);
  const others = Object.keys(config).filter((key) => !DONE.includes(key) && !SILENT.includes(key));
  const boot = commands("bootcmd", config);
  const run = commands("runcmd", config);
  const files = config.write_files === undefined ? { early: [], deferred: [] } : writeFiles(config.write_files);
  return {
    early: [
      ...others.map((key) => leftOut(`#cloud-config: \`${key}\` is not done here`)),
      ...boot.failures,
      ...(boot.script === undefined ? [] : [bootcmdStep(boot.script, instanceId)]),
      ...files.early,
      ...run.failures,
    ],
    deferred: files.deferred,
    scripts: run.script === undefined ? [] : [{ name: "runcmd", content: run.script }],
  };
}

function bootcmdStep(script: string, instanceId: string): BootStep {
  return {
    type: "script",
    folder: "bootcmd",
    name: "bootcmd",
    content: Buffer.from(script).toString("base64"),
    environment: { INSTANCE_ID: instanceId },
  };
}

function commands(key: "bootcmd" | "runcmd", config: CloudConfig): { script?: string; failures: BootStep[] } {
  if (config[key] === undefined) return { failures: [] };
  try {
    return { script: shellify(config[key]), failures: [] };
  } catch (error) {
    return { failures: [warning(`Failed to shellify ${key}: ${(error as Error).message}`, { fails: true })] };
  }
}
