import type { Rule } from "./rules.ts";
import type { TemplateObject, TemplateValue } from "./value.ts";

/** The one transform that the emulator has, as far as its functions go. */
export const LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions";

/** A template whose structure has been checked. Functions in it are well formed, but not yet worked out. */
export interface Template {
  /** `2010-09-09`, where the template says so. */
  readonly version: string | undefined;
  /** As JSON. */
  readonly metadata: string | undefined;
  readonly description: string | undefined;
  /** Names of macros; {@link LANGUAGE_EXTENSIONS} alone can be run. */
  readonly transforms: readonly string[];
  readonly parameters: ReadonlyMap<string, ParameterDefinition>;
  readonly mappings: ReadonlyMap<string, Mapping>;
  readonly conditions: ReadonlyMap<string, TemplateValue>;
  readonly rules: readonly Rule[];
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
}

/** Values by top level key and second level key. */
export type Mapping = ReadonlyMap<string, ReadonlyMap<string, TemplateValue>>;

export interface ParameterDefinition {
  readonly name: string;
  readonly type: string;
  readonly default: string | undefined;
  readonly description: string | undefined;
  /** The value is shown as asterisks. */
  readonly noEcho: boolean;
  readonly allowedValues: readonly string[] | undefined;
  /** Must match the whole value. */
  readonly allowedPattern: string | undefined;
  readonly constraintDescription: string | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly minValue: number | undefined;
  readonly maxValue: number | undefined;
}

/** What becomes of a resource when its stack is deleted. */
export type DeletionPolicy = "Delete" | "Retain" | "RetainExceptOnCreate";

export interface ResourceDefinition {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: TemplateObject;
  readonly metadata: TemplateObject | undefined;
  readonly dependsOn: readonly string[];
  /** The resource exists only where this condition holds. */
  readonly condition: string | undefined;
  readonly deletionPolicy: DeletionPolicy;
  /** What becomes of the old one where an update makes a new one. */
  readonly updateReplacePolicy: DeletionPolicy;
  /** The `ResourceSignal` of its CreationPolicy. */
  readonly signal: TemplateObject | undefined;
}

export interface OutputDefinition {
  readonly name: string;
  readonly value: TemplateValue;
  readonly description: string | undefined;
  readonly condition: string | undefined;
  readonly exportName: TemplateValue | undefined;
}
