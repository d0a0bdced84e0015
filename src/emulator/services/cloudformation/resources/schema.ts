/**
 * AWS's schema of a resource type: every property that AWS has. The files in `schemas` are of this form; a newcomer
 * reads them there, and `npm run schemas` writes them.
 */
export interface TypeSchema {
  /** `AWS::S3::Bucket`. */
  readonly name: string;
  /** The properties or attributes that tell one resource from all others. */
  readonly identifier: readonly string[];
  /** What `Fn::GetAtt` gives on AWS. */
  readonly attributes: readonly string[];
  readonly properties: MemberSchemas;
  readonly definitions: Definitions;
}

/** Objects that properties hold, by name. */
export type Definitions = Readonly<Record<string, MemberSchemas>>;

export type MemberSchemas = Readonly<Record<string, PropertySchema>>;

export type PropertySchema = ValueSchema & {
  readonly required?: true;
  readonly recreation?: Exclude<Recreation, "Never">;
};

export type ValueSchema =
  | { readonly type: "text"; readonly values?: readonly string[] }
  /** A document is an object of any form, or its JSON text. */
  | { readonly type: "integer" | "number" | "boolean" | "document" }
  | { readonly type: "list" | "map"; readonly of: ValueSchema }
  /** Of what members, the type's definitions say. */
  | { readonly type: "object"; readonly is: string };

/**
 * What a change of a property does to a resource, in the words of change sets: it is changed in place, or a new one is
 * made, or the value decides. The last is what AWS documents; here such a change is made in place.
 */
export type Recreation = "Never" | "Always" | "Conditionally";

/**
 * Which members of an object the emulator has: `true` for all of it, else each with what it has of it. Lists and maps
 * are looked through: what is said of them is said of their entries.
 */
export type Emulated = true | { readonly [member: string]: Emulated };

/** The names in `E` that AWS does not have; `never` where there are none. */
export type MisspeltIn<M extends MemberSchemas, D extends Definitions, E> = E extends true
  ? never
  : { [K in keyof E]: K extends keyof M ? MisspeltInValue<M[K], D, E[K]> : K }[keyof E];

type MisspeltInValue<V, D extends Definitions, E> = V extends { type: "list" | "map"; of: infer Of }
  ? MisspeltInValue<Of, D, E>
  : V extends { type: "object"; is: infer Is extends keyof D }
    ? MisspeltIn<D[Is], D, E>
    : E extends true
      ? never
      : keyof E;

/** The type of an object's emulated members. Numbers and booleans are texts too, as CloudFormation accepts them. */
export type PropertiesOf<M extends MemberSchemas, D extends Definitions, E = true> = {
  readonly [K in EmulatedKey<M, E> as M[K] extends { required: true } ? K : never]: ValueOf<M[K], D, EmulatedIn<E, K>>;
} & {
  readonly [K in EmulatedKey<M, E> as M[K] extends { required: true } ? never : K]?:
    | ValueOf<M[K], D, EmulatedIn<E, K>>
    | undefined;
};

type EmulatedKey<M, E> = E extends true ? keyof M : keyof M & keyof E;

type EmulatedIn<E, K> = E extends true ? true : K extends keyof E ? E[K] : never;

type ValueOf<V, D extends Definitions, E> = V extends { type: "text"; values: readonly (infer Text)[] }
  ? Text
  : V extends { type: "text" | "document" }
    ? string
    : V extends { type: "integer" | "number" }
      ? number
      : V extends { type: "boolean" }
        ? boolean
        : V extends { type: "list"; of: infer Of }
          ? readonly ValueOf<Of, D, E>[]
          : V extends { type: "map"; of: infer Of }
            ? Readonly<Record<string, ValueOf<Of, D, E>>>
            : V extends { type: "object"; is: infer Is extends keyof D }
              ? PropertiesOf<D[Is], D, E>
              : never;
