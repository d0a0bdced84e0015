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

/** A resource as it was before an update. */
export interface OldResource<P> extends MadeResource {
  readonly properties: P;
  /** Tags that its stack had when they were last given to it: `resourceTags(old.properties.Tags, old)`. */
  readonly stackTags: readonly Tag[];
}

/**
 * What a change of a property does to a resource, in the words of change sets: it is changed in place, or a new one is
 * made, or the value decides. The last is what AWS documents; here such a change is made in place.
 */
export type Recreation = "Never" | "Always" | "Conditionally";

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
  /** What a change of that property, at the top of the properties, does. */
  recreation(property: string): Recreation;
  /**
   * Changes what exists, and tells what `Ref` and `Fn::GetAtt` give of it from then on; absent where the emulator cannot
   * change anything of it in place. It is called too where the stack's tags alone have changed and the type has `Tags`.
   * Called with old and new properties swapped it must undo what it did, for that is how a rollback uses it.
   *
   * @throws PropertyError
   */
  update?(
    old: OldResource<TemplateObject>,
    properties: TemplateObject,
    context: ResourceContext,
  ): Promise<MadeResource>;
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
  /** Properties whose change needs a new resource. Default: none. */
  readonly replaces?: readonly (keyof M & string)[];
  /** Properties of whose change AWS says that it may need a new resource. Default: none. */
  readonly mayReplace?: readonly (keyof M & string)[];
  /** See {@link ResourceType.update}. What is in `replaces` is never different. */
  update?(
    old: OldResource<PropertiesOf<M>>,
    properties: PropertiesOf<M>,
    context: ResourceContext,
  ): Promise<{ readonly physicalId: string; readonly attributes: Readonly<Record<A, string>> }>;
}

/** Makes a resource type; the types of its properties stay its own. */
export function resourceType<const M extends Members, const A extends string>(
  definition: ResourceTypeDefinition<M, A>,
): ResourceType {
  const { name, nameProperty, properties, attributes, requiresIam = false } = definition;
  const replaces: ReadonlySet<string> = new Set(definition.replaces);
  const mayReplace: ReadonlySet<string> = new Set(definition.mayReplace);
  const type: ResourceType = {
    name,
    requiresIam,
    nameProperty,
    knownProperties: new Set(Object.keys(properties)),
    attributes: new Set(attributes),
    recreation: (property) =>
      replaces.has(property) ? "Always" : mayReplace.has(property) ? "Conditionally" : "Never",
    create: async (values, context) => definition.create(readProperties(values, properties), context),
    delete: async (resource, context) =>
      definition.delete({ ...resource, properties: readProperties(resource.properties, properties) }, context),
  };
  const { update } = definition;
  if (update === undefined) return type;
  return {
    ...type,
    update: async (old, values, context) => {
      const before = { ...old, properties: readProperties(old.properties, properties) };
      return update(before, readProperties(values, properties), context);
    },
  };
}
