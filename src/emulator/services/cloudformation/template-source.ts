import type { QueryParams } from "../../../wire/index.ts";
import type { OperationContext } from "../../pipeline/service.ts";
import { constraintError, validationError } from "./errors.ts";
import type { StackRecord } from "./stacks.ts";
import { TEMPLATE_LIMITS } from "./template/limits.ts";
import { fetchTemplate } from "./template-url.ts";

/** Where a call says that its template is. */
export type TemplateSource = { readonly body: string } | { readonly url: string } | { readonly previous: true };

/** @throws AwsError `ValidationError` where there is no template, or one that is too large to be sent. */
export function readTemplateSource(params: QueryParams): TemplateSource {
  const body = params.string("TemplateBody") ?? "";
  const url = params.string("TemplateURL") ?? "";
  const previous = params.boolean("UsePreviousTemplate") === true;
  if ((body === "" && url === "" && !previous) || (body !== "" && url !== "")) {
    throw validationError("Either Template URL or Template Body must be specified.");
  }
  if (url !== "") return { url };
  if (body === "") return { previous: true };
  if (Buffer.byteLength(body) > TEMPLATE_LIMITS.bodyBytes) {
    const constraint = `Member must have length less than or equal to ${TEMPLATE_LIMITS.bodyBytes}`;
    throw constraintError("templateBody", body, constraint);
  }
  return { body };
}

/**
 * The template's text. `stack` is the one whose template may be used again.
 *
 * @throws AwsError `ValidationError` where it cannot be had.
 */
export async function templateText(
  source: TemplateSource,
  context: OperationContext,
  stack?: StackRecord,
): Promise<string> {
  if ("body" in source) return source.body;
  if ("url" in source) return fetchTemplate(source.url, context);
  if (stack === undefined) throw validationError("Either Template URL or Template Body must be specified.");
  return stack.templateBody;
}
