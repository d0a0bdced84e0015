import type { InternalCall } from "../../../pipeline/service.ts";
import type { Tag } from "../../../state/identities.ts";
import type { NameRules } from "../physical-ids.ts";
import type { TemplateObject } from "../template/value.ts";
import { type FaultWording, PropertyError } from "./property-error.ts";
import { readProperties } from "./read-properties.ts";
import type { Emulated, MisspeltIn, PropertiesOf, Recreation, TypeSchema } from "./schema.ts";

/** A resource that exists. */
export interface MadeResource {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** URLs of CloudFormation's own that tell it something. */
export interface WaitHandles {
  /** A fresh id in the form that those of wait conditions have. */
  newId(): string;
  /** Makes a handle. */
  open(): Promise<{ readonly url: string; readonly id: string }>;
  /** Forgets a handle; from then on its URL is refused. */
  close(url: string): Promise<void>;
  /**
   * The id of a handle.
   *
   * @throws InvalidPropertiesError where no handle of the account has that URL.
   */
  find(url: string): string;
  /**
   * Waits, by the emulator's clock, until as many have told a handle that they succeeded.
   *
   * @returns what they gave along, as a JSON object by their ids.
   * @throws SignalError where one failed, or where it took too long; CancelledError.
   */
  receive(url: string, wanted: { readonly count: number; readonly timeoutSeconds: number }): Promise<string>;
}

/** What a resource type works with: the stack's caller's rights, and nothing else. */
export interface ResourceContext {
  readonly logicalId: string;
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
  readonly waitHandles: WaitHandles;
}

/** What there is besides while a resource is being made. */
export interface CreationContext extends ResourceContext {
  /** Whether it has a CreationPolicy, for whose signals the engine waits once it is made. */
  readonly isSignalled: boolean;
  /** To be told as soon as there is something that a rollback would have to delete. */
  initiated(made: MadeResource): Promise<void>;
}

/** A resource as it was before an update. */
export interface OldResource<P> extends MadeResource {
  readonly properties: P;
  /** Tags that its stack had when they were last given to it: `resourceTags(old.properties.Tags, old)`. */
  readonly stackTags: readonly Tag[];
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
export interface ResourceTypeDefinition<S extends TypeSchema, E extends Emulated, A extends string> {
  /** What AWS has. Whether a change of a property needs a new resource is said there too. */
  readonly schema: S;
  /** What of it the emulator has. Whoever asks for more is told, for the resource would not be what it seems. */
  readonly emulates: E;
  readonly requiresIam?: boolean;
  readonly nameProperty?: keyof S["properties"] & string;
  readonly attributes: readonly A[];
  /** Default: `schema`. */
  readonly wording?: FaultWording;
  create(properties: EmulatedProperties<S, E>, context: CreationContext): Promise<MadeWith<A>>;
  delete(
    resource: MadeResource & { readonly properties: EmulatedProperties<S, E> },
    context: ResourceContext,
  ): Promise<void>;
  /** See {@link ResourceType.update}. What needs a new resource is never different. */
  update?(
    old: OldResource<EmulatedProperties<S, E>> & MadeWith<A>,
    properties: EmulatedProperties<S, E>,
    context: ResourceContext,
  ): Promise<MadeWith<A>>;
}

/** The properties of a type, as far as the emulator has them. */
export type EmulatedProperties<S extends TypeSchema, E> = PropertiesOf<S["properties"], S["definitions"], E>;

/** What the emulator has must be what AWS has: the compiler shows the names that are not. */
type WellSpelt<S extends TypeSchema, E> = [MisspeltIn<S["properties"], S["definitions"], E>] extends [never]
  ? unknown
  : { readonly emulates: { readonly misspelt: MisspeltIn<S["properties"], S["definitions"], E> } };

interface MadeWith<A extends string> extends MadeResource {
  readonly attributes: Readonly<Record<A, string>>;
}

/** What an update gives that changes neither the id nor an attribute. */
export function unchanged<A extends string>({ physicalId, attributes }: MadeWith<A>): MadeWith<A> {
  return { physicalId, attributes };
}

/** Makes a resource type; the types of its properties stay its own. */
export function resourceType<
  const S extends TypeSchema,
  const E extends Emulated,
  const A extends S["attributes"][number],
>(definition: ResourceTypeDefinition<S, E, A> & WellSpelt<S, E>): ResourceType {
  const { schema, emulates, wording, nameProperty, attributes, update, requiresIam = false } = definition;
  const read = (properties: TemplateObject, { logicalId }: ResourceContext): EmulatedProperties<S, E> => {
    const { values, faults } = readProperties(properties, { schema, emulates });
    if (faults.length > 0) throw new PropertyError(logicalId, faults, wording);
    return values as EmulatedProperties<S, E>;
  };
  const type: ResourceType = {
    name: schema.name,
    requiresIam,
    nameProperty,
    knownProperties: new Set(Object.keys(schema.properties)),
    attributes: new Set(attributes),
    recreation: (property) => schema.properties[property]?.recreation ?? "Never",
    create: async (values, context) => definition.create(read(values, context), context),
    delete: async (resource, context) =>
      definition.delete({ ...resource, properties: read(resource.properties, context) }, context),
  };
  if (update === undefined) return type;
  return {
    ...type,
    update: async (old, values, context) =>
      // Its attributes are those that its creation told.
      update(
        { ...(old as typeof old & MadeWith<A>), properties: read(old.properties, context) },
        read(values, context),
        context,
      ),
  };
}
