import type { ConstrainedJson } from "../../pipeline/constrained-json.ts";
import { type ParameterRecord, parameterKey, presentVersion } from "../../state/parameters.ts";
import { ssmErrors } from "./errors.ts";
import { DEFAULT_KEY } from "./parameter-items.ts";

/** One of `ParameterFilters`: any of its values must fit; without values the key must be there. */
export interface ParameterFilter {
  readonly key: string;
  readonly option: string;
  readonly values: readonly string[];
}

const MAX_FILTERS = 50;
const KEY_PATTERN = "tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType";

/**
 * Reads `ParameterFilters`.
 *
 * @param validKeys those that the operation takes; `tag` stands for `tag:K`.
 */
export function readFilters(params: ConstrainedJson, validKeys: readonly string[]): readonly ParameterFilter[] {
  const filters = params.structs("ParameterFilters", { maxCount: MAX_FILTERS }).map((filter) => {
    const key = filter.requiredText("Key", { min: 1, max: 132, pattern: KEY_PATTERN });
    const option = filter.text("Option", { min: 1, max: 10 });
    const values = filter.texts("Values", { maxCount: 50, min: 1, max: 1024 });
    return { key, option: option ?? (key === "Path" ? "OneLevel" : "Equals"), values };
  });
  params.check();
  for (const { key, option } of filters) {
    if (!validKeys.includes(kindOf(key))) throw ssmErrors.badFilterKey(key, validKeys);
    const valid = optionsOf(key);
    if (!valid.includes(option)) throw ssmErrors.badFilterOption(option, valid);
  }
  return filters;
}

export function passesFilters(record: ParameterRecord, filters: readonly ParameterFilter[]): boolean {
  return filters.every((filter) => passes(record, filter));
}

/** Whether the key is below the path, at once or at any depth. Both are without the slash in front. */
export function isBelow(key: string, path: string, isRecursive: boolean): boolean {
  const folder = path === "" ? "" : `${path}/`;
  return key.startsWith(folder) && (isRecursive || !key.slice(folder.length).includes("/"));
}

/** A path as keys begin with it. */
export function pathKey(path: string): string {
  return parameterKey(path).replace(/\/$/, "");
}

function kindOf(key: string): string {
  return key.startsWith("tag:") ? "tag" : key;
}

function optionsOf(key: string): readonly string[] {
  if (key === "Path") return ["OneLevel", "Recursive"];
  return key === "Name" ? ["BeginsWith", "Equals", "Contains"] : ["BeginsWith", "Equals"];
}

function passes(record: ParameterRecord, { key, option, values }: ParameterFilter): boolean {
  if (key === "Path") {
    return values.some((path) => isBelow(parameterKey(record.name), pathKey(path), option === "Recursive"));
  }
  const found = valuesOf(record, key);
  if (values.length === 0) return found.length > 0;
  return values.some((value) => found.some((text) => fits(text, value, option)));
}

function fits(text: string, value: string, option: string): boolean {
  if (option === "BeginsWith") return text.startsWith(value);
  return option === "Contains" ? text.includes(value) : text === value;
}

function valuesOf(record: ParameterRecord, key: string): readonly string[] {
  const present = presentVersion(record);
  switch (key) {
    case "Name":
      return [record.name];
    case "Type":
      return [present.type];
    case "KeyId":
      return present.type === "SecureString" ? [DEFAULT_KEY] : [];
    case "Label":
      return record.versions.flatMap(({ labels }) => labels);
    case "Tier":
      return [present.tier];
    case "DataType":
      return [present.dataType];
    default:
      return record.tags.filter((tag) => `tag:${tag.key}` === key).map(({ value }) => value);
  }
}
