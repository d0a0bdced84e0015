import { evaluate } from "../../../../../src/emulator/services/cloudformation/template/functions.ts";
import type { Evaluated } from "../../../../../src/emulator/services/cloudformation/template/intrinsics/intrinsic.ts";
import { resolveParameters } from "../../../../../src/emulator/services/cloudformation/template/parameters.ts";
import { parseTemplate } from "../../../../../src/emulator/services/cloudformation/template/parse.ts";
import {
  type ResourceValues,
  TemplateScope,
} from "../../../../../src/emulator/services/cloudformation/template/scope.ts";

/** A resource for templates whose other parts are what matters. */
export const GROUP = { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "d" } };

/** The stack of every scope that is made here. */
const STACK = {
  accountId: "111111111111",
  region: "ap-northeast-1",
  stackId: "arn:aws:cloudformation:ap-northeast-1:111111111111:stack/s/0000",
  stackName: "s",
};

export interface ScopeInput {
  readonly template?: object;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly resources?: Readonly<Record<string, ResourceValues>>;
}

/** A scope of a template, with resources as if they had been made. */
export function scopeOf({ template = {}, parameters = {}, resources = {} }: ScopeInput): TemplateScope {
  const parsed = parseTemplate(JSON.stringify({ Resources: { G: GROUP }, ...template }));
  const given = Object.entries(parameters).map(([key, value]) => ({ key, value }));
  return new TemplateScope({
    template: parsed,
    stack: STACK,
    parameters: resolveParameters(parsed, given, () => new Map()),
    resource: (logicalId) => resources[logicalId],
  });
}

/** Works out a value as it would stand in a property. */
export function worth(value: unknown, input: ScopeInput = {}): Evaluated {
  // Through the template, so that what it checks first is checked here too.
  const template = { Resources: { G: GROUP }, ...input.template, Outputs: { O: { Value: value } } };
  const scope = scopeOf({ ...input, template });
  const parsed = parseTemplate(JSON.stringify(template));
  return evaluate(parsed.outputs.get("O")?.value ?? null, scope);
}
