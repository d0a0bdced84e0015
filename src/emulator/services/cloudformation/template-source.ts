import type { QueryParams } from "../../../wire/index.ts";
import { notEmulated, validationError } from "./errors.ts";
import type { StackRecord } from "./stacks.ts";

/** Where a call says that its template is. */
export type TemplateSource = { readonly body: string } | { readonly previous: true };

/** @throws AwsError `ValidationError` where there is no template. */
export function readTemplateSource(params: QueryParams): TemplateSource {
  const body = params.string("TemplateBody");
  if (params.has("TemplateURL")) throw notEmulated("TemplateURL");
  if (params.boolean("UsePreviousTemplate") === true && (body === undefined || body === "")) return { previous: true };
  if (body === undefined || body === "") {
    throw validationError("Either Template URL or Template Body must be specified.");
  }
  return { body };
}

/**
 * The template's text. `stack` is the one whose template may be used again.
 *
 * @throws AwsError `ValidationError` where it cannot be had.
 */
export function templateText(source: TemplateSource, stack?: StackRecord): string {
  if ("body" in source) return source.body;
  if (stack === undefined) throw validationError("Either Template URL or Template Body must be specified.");
  return stack.templateBody;
}
