import type { Pattern, Policy } from "./model.ts";

/**
 * The context keys that a policy asks for: those of its variables without a default, and those of its conditions. Each
 * once, as first written there; keys are the same whatever their case.
 */
export function contextKeysOf({ statements }: Policy): readonly string[] {
  const keys = new Map<string, string>();
  const add = (key: string): void => {
    const name = key.toLowerCase();
    if (!keys.has(name)) keys.set(name, key);
  };
  for (const { resource, conditions } of statements) {
    for (const pattern of resource?.patterns ?? []) for (const key of variablesOf(pattern)) add(key);
    for (const { key, values, valueVariables } of conditions) {
      add(key);
      for (const name of valueVariables) add(asWritten(name, values.join("\n")));
    }
  }
  return [...keys.values()];
}

function variablesOf({ text, variables }: Pattern): readonly string[] {
  return variables.map((name) => asWritten(name, text));
}

/** A compiled variable has its key in lower case. */
function asWritten(name: string, text: string): string {
  const at = text.toLowerCase().indexOf(name);
  return at < 0 ? name : text.slice(at, at + name.length);
}
