import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type EndpointVariant, type Environment, endpointVariantOf, readFlag } from "../lease/index.ts";

/** A configuration file is short; what is longer is none. */
const MOST_BYTES = 1_048_576;

/**
 * Which of AWS's own addresses the person has chosen, as AWS's tools find it out: by the environment's variables, else by
 * `use_dualstack_endpoint` and `use_fips_endpoint` of the profile, for S3 first of its own settings there.
 *
 * @throws KeyleaseError `ArgumentInvalid` for a value that is neither `true` nor `false`.
 */
export function configuredVariant(service: "s3" | "sts", environment: Environment): EndpointVariant {
  const named = endpointVariantOf({}, environment);
  if (named.useDualstackEndpoint !== undefined && named.useFipsEndpoint !== undefined) return named;
  const settings = profileSettings(environment);
  const dualstack =
    (service === "s3" ? settings.get("s3.use_dualstack_endpoint") : undefined) ??
    settings.get("use_dualstack_endpoint");
  const fips = settings.get("use_fips_endpoint");
  return {
    ...(dualstack === undefined ? {} : { useDualstackEndpoint: readFlag(dualstack, "use_dualstack_endpoint") }),
    ...(fips === undefined ? {} : { useFipsEndpoint: readFlag(fips, "use_fips_endpoint") }),
    ...named,
  };
}

/** The settings of the person's profile, nested ones as `s3.name`; none where there is no file. */
function profileSettings(environment: Environment): ReadonlyMap<string, string> {
  const path = environment.AWS_CONFIG_FILE || join(environment.HOME || homedir(), ".aws", "config");
  const profile = environment.AWS_PROFILE || "default";
  return settingsIn(textOf(path), profile);
}

function textOf(path: string): string {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= MOST_BYTES ? readFileSync(path, "utf8") : "";
  } catch {
    // Whoever has no such file, or may not read it, has chosen nothing by it.
    return "";
  }
}

/** `[default]`, or `[profile NAME]`, with quotes where the name has spaces. Other sections are no profiles. */
const SECTION = /^\[\s*(?:(default)|profile\s+(["']?)(.+?)\2|.*)\s*\]/;
const SETTING = /^(\s*)([^\s=#;[][^=]*?)\s*=\s*(.*?)\s*$/;

function settingsIn(text: string, profile: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let isMeant = false;
  let outer = "";
  for (const line of text.split(/\r?\n/)) {
    const section = SECTION.exec(line);
    if (section !== null) isMeant = (section[1] ?? section[3]) === profile;
    const [, indent = "", name = "", value = ""] = SETTING.exec(line) ?? [];
    if (!isMeant || name === "") continue;
    if (indent === "") outer = name;
    settings.set(indent === "" ? name : `${outer}.${name}`, value.replace(/\s[#;].*$/, ""));
  }
  return settings;
}
