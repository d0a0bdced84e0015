/** What is wrong with one value. */
export interface PropertyFault {
  /** Where, from the top of the properties: names and indices. */
  readonly path: readonly (string | number)[];
  readonly problem:
    | { readonly kind: "unknown" | "missing" | "not-emulated"; readonly key: string }
    | { readonly kind: "type"; readonly expected: string; readonly found: string }
    | { readonly kind: "value" }
    | { readonly kind: "too-few" | "too-many"; readonly limit: number; readonly found: number };
}

/**
 * How a type's faults are told: most types have a schema against which AWS's registry checks them, some are still
 * checked by older code.
 */
export type FaultWording = "schema" | "classic";

/** Properties that are not as the resource type wants them; the messages are AWS's. */
export class PropertyError extends Error {
  override readonly name = "PropertyError";

  constructor(logicalId: string, faults: readonly PropertyFault[], wording: FaultWording = "schema") {
    super(
      wording === "classic"
        ? `Property validation failure: [${faults.map(classicText).join(", ")}]`
        : `Properties validation failed for resource ${logicalId} with message:\n${faults.map(schemaText).join("\n")}`,
    );
  }
}

function schemaText({ path, problem }: PropertyFault): string {
  const place = ["#", ...path].join("/");
  switch (problem.kind) {
    case "unknown":
      return `${place}: extraneous key [${problem.key}] is not permitted`;
    case "missing":
      return `${place}: required key [${problem.key}] not found`;
    case "not-emulated":
      return `${place}: key [${problem.key}] is not supported by this emulator`;
    case "type":
      return `${place}: expected type: ${problem.expected}, found: ${problem.found}`;
    case "value":
      return `${place}: failed validation constraint for keyword [enum]`;
    case "too-few":
      return `${place}: expected minimum item count: ${problem.limit}, found: ${problem.found}`;
    case "too-many":
      return `${place}: expected maximum item count: ${problem.limit}, found: ${problem.found}`;
  }
}

function classicText({ path, problem }: PropertyFault): string {
  const place = ["", ...path].join("/");
  switch (problem.kind) {
    case "unknown":
      return `Encountered unsupported properties in {${place === "" ? "/" : place}}: [${problem.key}]`;
    case "missing":
      return `The property {${place}/${problem.key}} is required`;
    case "not-emulated":
      return `The property {${place}/${problem.key}} is not supported by this emulator`;
    case "type":
      return `Value of property {${place}} does not match type {${problem.expected.replace(/^JSON/, "")}}`;
    case "value":
      return `Value of property {${place}} is not one of those that are allowed`;
    case "too-few":
    case "too-many":
      return `Value of property {${place}} must have ${problem.limit} entries, not ${problem.found}`;
  }
}
