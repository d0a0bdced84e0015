import type { TemplateValue } from "../value.ts";
import { CONDITION_FUNCTIONS, VALUE_FUNCTIONS } from "./index.ts";

/** What a YAML tag stands for: the function's name, and its argument as the long form has it. */
export interface IntrinsicTag {
  readonly name: string;
  fromShortForm(content: TemplateValue): TemplateValue;
}

const asIs = (content: TemplateValue): TemplateValue => content;

const names: readonly IntrinsicTag[] = [
  ...[...VALUE_FUNCTIONS.values()].map(({ name, fromShortForm }) => ({ name, fromShortForm: fromShortForm ?? asIs })),
  ...[...CONDITION_FUNCTIONS.keys(), "Condition"].map((name) => ({ name, fromShortForm: asIs })),
];

/** The short forms by their tags: `!Join`, `!Ref`, `!Condition`. */
export const INTRINSIC_TAGS: ReadonlyMap<string, IntrinsicTag> = new Map(
  names.map((tag) => [`!${tag.name.replace(/^Fn::/, "")}`, tag]),
);
