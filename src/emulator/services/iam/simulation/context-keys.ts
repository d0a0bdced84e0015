import { contextKeysOf } from "../../../../policy/index.ts";
import type { XmlObject } from "../../../../wire/index.ts";
import type { SourcePolicy } from "./source-policies.ts";

/** The context keys that any of the policies asks for, each once. */
export function contextKeysElement(sources: readonly SourcePolicy[]): XmlObject {
  const keys = new Map<string, string>();
  for (const key of sources.flatMap(({ policy }) => contextKeysOf(policy))) {
    if (!keys.has(key.toLowerCase())) keys.set(key.toLowerCase(), key);
  }
  return { ContextKeyNames: [...keys.values()] };
}
