/** What a parameter's type means. */
export interface ParameterType {
  readonly form: "text" | "number" | "list" | "number-list";
  /** The value passed is the name of a parameter of Systems Manager, whose value stands in its place. */
  readonly fromParameterStore: boolean;
  /** The value must name something that exists in the account. */
  readonly existing: ExistingKind | undefined;
}

/** Things that a parameter can be required to name. */
export type ExistingKind = "key-pair" | "security-group-id" | "security-group-name" | "instance";

const EXISTING: ReadonlyMap<string, ExistingKind> = new Map([
  ["AWS::EC2::KeyPair::KeyName", "key-pair"],
  ["AWS::EC2::SecurityGroup::Id", "security-group-id"],
  ["AWS::EC2::SecurityGroup::GroupName", "security-group-name"],
  ["AWS::EC2::Instance::Id", "instance"],
]);

const PLAIN: ReadonlyMap<string, ParameterType["form"]> = new Map([
  ["String", "text"],
  ["Number", "number"],
  ["List<Number>", "number-list"],
  ["CommaDelimitedList", "list"],
]);

/** Types that a value from Systems Manager may be declared to have. */
const STORED: ReadonlyMap<string, ParameterType["form"]> = new Map([
  ["String", "text"],
  ["List<String>", "list"],
  ["CommaDelimitedList", "list"],
  ["AWS::EC2::Image::Id", "text"],
]);

/** The type of that name, or `undefined` where it is none that the emulator can check. */
export function parameterType(name: string): ParameterType | undefined {
  const form = PLAIN.get(name);
  if (form !== undefined) return { form, fromParameterStore: false, existing: undefined };
  const stored = STORED.get(/^AWS::SSM::Parameter::Value<(.+)>$/.exec(name)?.[1] ?? "");
  if (stored !== undefined) return { form: stored, fromParameterStore: true, existing: undefined };
  const listed = EXISTING.get(/^List<(.+)>$/.exec(name)?.[1] ?? "");
  if (listed !== undefined) return { form: "list", fromParameterStore: false, existing: listed };
  const existing = EXISTING.get(name);
  return existing === undefined ? undefined : { form: "text", fromParameterStore: false, existing };
}
