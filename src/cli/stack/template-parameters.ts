/**
 * The names of a template's parameters, in its order. None where it cannot be read: CloudFormation then says why.
 *
 * @param text JSON or YAML.
 */
export async function templateParameters(text: string): Promise<readonly string[]> {
  try {
    const template = (await readTemplate(text)) as { readonly Parameters?: unknown } | null;
    const parameters = template?.Parameters;
    return typeof parameters === "object" && parameters !== null ? Object.keys(parameters) : [];
  } catch {
    return [];
  }
}

async function readTemplate(text: string): Promise<unknown> {
  if (text.trimStart().startsWith("{")) return JSON.parse(text);
  const { parse } = (await import("yaml")).default;
  // The short forms of functions are tags that the parser does not know, and no parameter's name depends on one.
  return parse(text, { logLevel: "silent" });
}
