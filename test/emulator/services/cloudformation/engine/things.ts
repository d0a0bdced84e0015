import type { InternalCall } from "../../../../../src/emulator/pipeline/service.ts";
import { RESOURCE_TYPES } from "../../../../../src/emulator/services/cloudformation/resources/index.ts";
import {
  type ResourceType,
  resourceType,
} from "../../../../../src/emulator/services/cloudformation/resources/resource-type.ts";
import type { TypeSchema } from "../../../../../src/emulator/services/cloudformation/resources/schema.ts";
import { AwsError } from "../../../../../src/wire/index.ts";
import { answers } from "./bench.ts";

const thing = (operation: string, input: object): InternalCall => ({ service: "ec2", operation, input });

const SCHEMA = {
  name: "Test::Thing",
  identifier: ["Id"],
  attributes: ["Id", "Value"],
  properties: {
    Name: { type: "text", recreation: "Always" },
    Fixed: { type: "text", recreation: "Always" },
    Value: { type: "text" },
    Maybe: { type: "text", recreation: "Conditionally" },
    Tags: { type: "list", of: { type: "object", is: "Tag" } },
  },
  definitions: { Tag: { Key: { type: "text", required: true }, Value: { type: "text", required: true } } },
} as const satisfies TypeSchema;

/** A resource of a service of the test's own: `Fixed` and `Name` are never changed, `Value` is in place. */
const testThing: ResourceType = resourceType({
  schema: SCHEMA,
  emulates: true,
  nameProperty: "Name",
  attributes: ["Id", "Value"],
  async create({ Name, Value = "" }, context) {
    const id = Name ?? context.physicalName({ maxLength: 60 });
    await context.call(thing("Make", { id, Value }));
    const made = { physicalId: id, attributes: { Id: id, Value } };
    await context.initiated(made);
    await context.call(thing("Finish", { id, Value }));
    return made;
  },
  async update({ physicalId }, { Value = "" }, context) {
    await context.call(thing("Change", { id: physicalId, Value, tags: context.stackTags }));
    return { physicalId, attributes: { Id: physicalId, Value } };
  },
  delete: ({ physicalId }, context) => context.call(thing("Remove", { id: physicalId })).then(() => undefined),
});

/** Makes `Test::Thing` known until the function that is returned is called. */
export function knowThings(): () => void {
  const types = RESOURCE_TYPES as Map<string, ResourceType>;
  types.set(testThing.name, testThing);
  return () => {
    types.delete(testThing.name);
  };
}

/** What there is of things, by id; `refuse` says which calls fail. */
export function thingService(refuse: (call: string) => boolean = () => false): {
  invoke: ReturnType<typeof answers>;
  things: Map<string, string>;
  /** Calls as `Operation id=value`. */
  calls: string[];
} {
  const things = new Map<string, string>();
  const calls: string[] = [];
  const handle = (act: (id: string, value: string) => void) => (call: InternalCall) => {
    const { id, Value = "" } = call.input as { id: string; Value?: string };
    const line = `${call.operation} ${id.replace(/-[A-Za-z0-9]{12}$/, "")}${Value === "" ? "" : `=${Value}`}`;
    calls.push(line);
    if (refuse(line)) throw new AwsError("InvalidThing", `no ${line}`, { status: 400 });
    act(id, Value);
    return {};
  };
  const invoke = answers({
    Make: handle((id, value) => {
      if (things.has(id)) throw new AwsError("InvalidGroup.Duplicate", "taken", { status: 400 });
      things.set(id, value);
    }),
    Finish: handle(() => {}),
    Change: handle((id, value) => {
      if (!things.has(id)) throw new AwsError("InvalidThing", "is not there", { status: 400 });
      things.set(id, value);
    }),
    Remove: handle((id) => {
      if (!things.delete(id)) throw new AwsError("InvalidThing", "is not there", { status: 400 });
    }),
  });
  return { invoke, things, calls };
}

/** A resource of the type. */
export function aThing(properties: object = {}, rest: object = {}): object {
  return { Type: "Test::Thing", Properties: properties, ...rest };
}
