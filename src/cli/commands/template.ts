import type { CommandContext } from "../context.ts";
import { shippedTemplate } from "../stack/shipped-template.ts";
import { templateAsJson } from "../stack/template-json.ts";

/** What `keylease template` is told. */
export interface TemplateInput {
  readonly format: "yaml" | "json";
  readonly json?: boolean;
}

/** Prints the shipped template. */
export async function run(input: TemplateInput, { output }: CommandContext): Promise<undefined> {
  const text = await shippedTemplate();
  const asJson = input.json || input.format === "json";
  output.line(asJson ? await templateAsJson(text) : text.trimEnd());
}
