import type { ChangeValues, ResourceChange } from "./resource-changes.ts";
import type { ResourceRecord } from "./stacks.ts";
import { evaluate } from "./template/functions.ts";
import type { ResourceDefinition } from "./template/model.ts";
import type { ResourceValues, TemplateScope } from "./template/scope.ts";
import { objectOf, type TemplateObject, type TemplateValue } from "./template/value.ts";

/** What change sets show where a value is known only once the change is made. */
const LATER = "{{changeSet:KNOWN_AFTER_APPLY}}";

/** What a resource is known by in a change set: what it will be is not known where another is made. */
export function valuesInChangeSet(
  record: ResourceRecord | undefined,
  change: ResourceChange | undefined,
): ResourceValues {
  const later = new Proxy<Record<string, string>>({}, { get: () => LATER });
  if (record?.physicalId === undefined || change?.replacement === "True") {
    return { physicalId: LATER, attributes: later };
  }
  return { physicalId: record.physicalId, attributes: change === undefined ? record.attributes : later };
}

/** `scope` must be one that knows a value for everything, by {@link valuesInChangeSet}. */
export function changeValues(
  record: ResourceRecord | undefined,
  definition: ResourceDefinition | undefined,
  scope: TemplateScope,
): ChangeValues {
  return {
    before: record === undefined ? undefined : (JSON.parse(record.shownProperties) as TemplateObject),
    after: definition === undefined ? undefined : objectOf(shownEntries(definition.properties, scope)),
  };
}

function shownEntries(properties: TemplateObject, scope: TemplateScope): readonly (readonly [string, TemplateValue])[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    try {
      const shown = evaluate(value, scope);
      return typeof shown === "symbol" ? [] : [[name, shown] as const];
    } catch {
      // What cannot be worked out of a value that stands for another.
      return [[name, LATER] as const];
    }
  });
}
