import { evaluate } from "../template/functions.ts";
import type { ResourceDefinition } from "../template/model.ts";
import type { TemplateScope } from "../template/scope.ts";
import type { TemplateObject, TemplateValue } from "../template/value.ts";

/** What a resource is to be like: its definition with all functions worked out. */
export interface ResourceContent {
  readonly properties: TemplateObject;
  /** As JSON, fit to be shown. */
  readonly shownProperties: string;
  /** As JSON, fit to be shown. */
  readonly metadata?: string;
}

/** Works out a resource's definition. */
export function resourceContent({ properties, metadata }: ResourceDefinition, scope: TemplateScope): ResourceContent {
  const shown = scope.masked();
  return {
    properties: evaluated(properties, scope),
    shownProperties: json(evaluated(properties, shown)),
    ...(metadata === undefined ? {} : { metadata: json(evaluated(metadata, shown)) }),
  };
}

function evaluated(value: TemplateObject, scope: TemplateScope): TemplateObject {
  return evaluate(value, scope) as TemplateObject;
}

const json = (value: TemplateValue): string => JSON.stringify(value);
