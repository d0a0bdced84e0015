import type { InternalCall } from "../../../pipeline/service.ts";
import type { Tag } from "../../../state/identities.ts";
import type { NameRules } from "../physical-ids.ts";
import type { TemplateObject } from "../template/value.ts";
import { type Members, type PropertiesOf, readProperties } from "./shapes.ts";

/** A resource that exists. */
export interface MadeResource {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a resource type works with: the stack's caller's rights, and nothing else. */
export interface ResourceContext {
  readonly accountId: string;
  readonly region: string;
  /** Tags of the stack, which its resources inherit. */
  readonly stackTags: readonly Tag[];
  /**
   * Calls an operation of another service as whoever acts on the stack.
   *
   * @throws CallRefusedError
   */
  call(call: InternalCall): Promise<unknown>;
  /** The same, but that the thing is gone already is no failure. */
  callUnlessGone(call: InternalCall): Promise<void>;
  /** A name for a resource that its template gives none. */
  physicalName(rules: NameRules): string;
  /**
   * Asks again and again until the answer is true.
   *
   * @throws NotStabilisedError where it never is, within a bound.
   */
  until(answer: () => Promise<boolean>): Promise<void>;
}

/** What there is besides while a resource is being made. */
export interface CreationContext extends ResourceContext {
  /** To be told as soon as there is something that a rollback would have to delete. */
  initiated(made: MadeResource): Promise<void>;
}

/** A resource type, after its properties' types were closed over. */
export interface ResourceType {
  /** `AWS::S3::Bucket`. */
  readonly name: string;
  /** Whether a stack with it must acknowledge that it changes who may do what. */
  readonly requiresIam: boolean;
  /** The property that names the resource, where its template may. */
  readonly nameProperty: string | undefined;
  readonly knownProperties: ReadonlySet<string>;
  /** What `Fn::GetAtt` can be asked for. */
  readonly attributes: ReadonlySet<string>;
  /** @throws PropertyError */
  create(properties: TemplateObject, context: CreationContext): Promise<MadeResource>;
  /** Deletes what was made; what is gone already is no failure. Resolves when it is gone. */
  delete(resource: MadeResource & { properties: TemplateObject }, context: ResourceContext): Promise<void>;
}

/** A resource type as its file declares it. */
export interface ResourceTypeDefinition<M extends Members, A extends string> {
  readonly name: string;
  readonly requiresIam?: boolean;
  readonly nameProperty?: keyof M & string;
  readonly properties: M;
  readonly attributes: readonly A[];
  create(
    properties: PropertiesOf<M>,
    context: CreationContext,
  ): Promise<{ readonly physicalId: string; readonly attributes: Readonly<Record<A, string>> }>;
  delete(resource: MadeResource & { readonly properties: PropertiesOf<M> }, context: ResourceContext): Promise<void>;
}

/** Makes a resource type; the types of its properties stay its own. */
export function resourceType<const M extends Members, const A extends string>(
  definition: ResourceTypeDefinition<M, A>,
): ResourceType {
  const { name, nameProperty, properties, attributes, requiresIam = false } = definition;
  return {
    name,
    requiresIam,
    nameProperty,
    knownProperties: new Set(Object.keys(properties)),
    attributes: new Set(attributes),
    create: async (values, context) => definition.create(readProperties(values, properties), context),
    delete: async (resource, context) =>
      definition.delete({ ...resource, properties: readProperties(resource.properties, properties) }, context),
  };
}
