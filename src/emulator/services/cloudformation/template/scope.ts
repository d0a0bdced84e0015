import { templateError, validationError } from "../errors.ts";
import { evaluate, evaluateCondition } from "./functions.ts";
import type { Evaluated, Scope } from "./intrinsics/intrinsic.ts";
import type { Template } from "./model.ts";
import { parameterValue, type StackParameter } from "./parameters.ts";
import { pseudoParameter, type StackIdentity } from "./pseudo-parameters.ts";
import type { TemplateValue } from "./value.ts";

/** What is known of a resource that has been made. */
export interface ResourceValues {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives, by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TemplateScopeOptions {
  readonly template: Template;
  readonly stack: StackIdentity;
  readonly parameters: readonly StackParameter[];
  /** The resource, or `undefined` where it has not been made. */
  readonly resource: (logicalId: string) => ResourceValues | undefined;
  /** The value that the account exports under a name. Default: there are none. */
  readonly exportedValue?: (name: string) => string | undefined;
  /** Puts asterisks in the place of parameters that are not to be shown. Default: false. */
  readonly masked?: boolean;
}

const MASK = "****";

/** The values that a template's functions are worked out from, in one stack. */
export class TemplateScope implements Scope {
  readonly #options: TemplateScopeOptions;
  readonly #parameters: ReadonlyMap<string, StackParameter>;
  readonly #conditions = new Map<string, boolean>();

  constructor(options: TemplateScopeOptions) {
    this.#options = options;
    this.#parameters = new Map(options.parameters.map((parameter) => [parameter.key, parameter]));
  }

  /** The same scope, fit to be shown. */
  masked(): TemplateScope {
    return new TemplateScope({ ...this.#options, masked: true });
  }

  ref(name: string): Evaluated {
    const { template, stack } = this.#options;
    const definition = template.parameters.get(name);
    const parameter = this.#parameters.get(name);
    if (definition !== undefined && parameter !== undefined) {
      return this.#options.masked === true && parameter.noEcho ? MASK : parameterValue(definition, parameter);
    }
    return pseudoParameter(name, stack) ?? this.#made(name).physicalId;
  }

  attribute(logicalId: string, attribute: string): TemplateValue {
    const value = this.#made(logicalId).attributes[attribute];
    if (value === undefined) {
      const type = this.#options.template.resources.get(logicalId)?.type ?? "";
      throw validationError(`Resource type ${type} does not support attribute {${attribute}}`);
    }
    return value;
  }

  get region(): string {
    return this.#options.stack.region;
  }

  importValue(name: string): string {
    const value = this.#options.exportedValue?.(name);
    if (value === undefined) throw validationError(`No export named ${name} found.`);
    return value;
  }

  hasMapping(map: string, topKey: string, secondKey: string): boolean {
    return this.#options.template.mappings.get(map)?.get(topKey)?.has(secondKey) === true;
  }

  mapping(map: string, topKey: string, secondKey: string): TemplateValue {
    const value = this.#options.template.mappings.get(map)?.get(topKey)?.get(secondKey);
    if (value === undefined) throw templateError(`Unable to get mapping for ${map}::${topKey}::${secondKey}`);
    return value;
  }

  condition(name: string): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const definition = this.#options.template.conditions.get(name);
    if (definition === undefined) throw new Error(`condition ${name} was not checked`);
    const holds = evaluateCondition(definition, this);
    this.#conditions.set(name, holds);
    return holds;
  }

  evaluate(value: TemplateValue): Evaluated {
    return evaluate(value, this);
  }

  #made(logicalId: string): ResourceValues {
    const resource = this.#options.resource(logicalId);
    // The graph puts every resource after those that it refers to, so this is a mistake of the engine.
    if (resource === undefined) throw new Error(`resource ${logicalId} was referred to before it was made`);
    return resource;
  }
}
