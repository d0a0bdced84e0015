import { describe, expect, it } from "vitest";
import { PropertyError } from "../../../../../src/emulator/services/cloudformation/resources/property-error.ts";
import { readProperties } from "../../../../../src/emulator/services/cloudformation/resources/read-properties.ts";
import type { TypeSchema } from "../../../../../src/emulator/services/cloudformation/resources/schema.ts";
import { objectOf, type TemplateValue } from "../../../../../src/emulator/services/cloudformation/template/value.ts";

const SCHEMA: TypeSchema = {
  name: "AWS::Test::Thing",
  identifier: ["Name"],
  attributes: [],
  properties: {
    Elsewhere: { type: "text" },
    Inner: { type: "object", is: "Inner" },
    Inners: { type: "list", of: { type: "object", is: "Inner" } },
    Kind: { type: "text", values: ["a", "b"] },
    Labels: { type: "map", of: { type: "text" } },
    Name: { type: "text", required: true },
    Names: { type: "list", of: { type: "text" } },
    On: { type: "boolean" },
    Policy: { type: "document" },
    Port: { type: "integer" },
    Share: { type: "number" },
  },
  definitions: { Inner: { Deep: { type: "text", required: true }, Far: { type: "text" } } },
};

const EMULATES = {
  Inner: true,
  Inners: { Deep: true },
  Kind: true,
  Labels: true,
  Name: true,
  Names: true,
  On: true,
  Policy: true,
  Port: true,
  Share: true,
} as const;

const read = (properties: Record<string, TemplateValue>) =>
  readProperties(objectOf(Object.entries(properties)), { schema: SCHEMA, emulates: EMULATES });

const CASES: readonly (readonly [string, Record<string, TemplateValue>, readonly string[]])[] = [
  ["a misspelt one", { Name: "n", Nam: "x" }, ["#: extraneous key [Nam] is not permitted"]],
  ["one called as objects' own", { Name: "n", toString: "x" }, ["#: extraneous key [toString] is not permitted"]],
  ["one further down", { Name: "n", Inner: { Deep: "d", X: 1 } }, ["#/Inner: extraneous key [X] is not permitted"]],
  [
    "one in a list",
    { Name: "n", Inners: [{ X: 1 }] },
    ["#/Inners/0: required key [Deep] not found", "#/Inners/0: extraneous key [X] is not permitted"],
  ],
  ["a missing one", {}, ["#: required key [Name] not found"]],
  ["a missing one further down", { Name: "n", Inner: {} }, ["#/Inner: required key [Deep] not found"]],
  ["a list for a text", { Name: ["n"] }, ["#/Name: expected type: String, found: JSONArray"]],
  ["a text for a list", { Name: "n", Names: "a" }, ["#/Names: expected type: JSONArray, found: String"]],
  ["an object in a list of texts", { Name: "n", Names: [{}] }, ["#/Names/0: expected type: String, found: JSONObject"]],
  ["a word for an integer", { Name: "n", Port: "http" }, ["#/Port: expected type: Integer, found: String"]],
  ["a fraction for an integer", { Name: "n", Port: 1.5 }, ["#/Port: expected type: Integer, found: BigDecimal"]],
  ["a word for a number", { Name: "n", Share: "half" }, ["#/Share: expected type: Number, found: String"]],
  ["a word for a boolean", { Name: "n", On: "on" }, ["#/On: expected type: Boolean, found: String"]],
  ["a list for a document", { Name: "n", Policy: [] }, ["#/Policy: expected type: JSONObject, found: JSONArray"]],
  ["a list for a map", { Name: "n", Labels: [] }, ["#/Labels: expected type: JSONObject, found: JSONArray"]],
  ["nothing for a text", { Name: null }, ["#/Name: expected type: String, found: Null"]],
  [
    "a value that is none of those",
    { Name: "n", Kind: "c" },
    ["#/Kind: failed validation constraint for keyword [enum]"],
  ],
  [
    "what the emulator has not",
    { Name: "n", Elsewhere: "x" },
    ["#: key [Elsewhere] is not supported by this emulator"],
  ],
  [
    "what it has not, in a list",
    { Name: "n", Inners: [{ Deep: "d", Far: "f" }] },
    ["#/Inners/0: key [Far] is not supported by this emulator"],
  ],
  [
    "all of it at once",
    { Port: "x", Y: 1 },
    [
      "#: required key [Name] not found",
      "#/Port: expected type: Integer, found: String",
      "#: extraneous key [Y] is not permitted",
    ],
  ],
];

describe("properties of resources", () => {
  it("are read by their types, texts for numbers and booleans too", () => {
    const { values, faults } = read({
      Name: 1,
      Port: "22",
      Share: "0.5",
      On: "false",
      Kind: "a",
      Policy: { Version: "v" },
      Names: ["a", 2],
      Inner: { Deep: true, Far: "f" },
      Inners: [{ Deep: "d" }],
      Labels: { k: 1 },
    });
    expect(faults).toEqual([]);
    expect(values).toEqual({
      Name: "1",
      Port: 22,
      Share: 0.5,
      On: false,
      Kind: "a",
      Policy: '{"Version":"v"}',
      Names: ["a", "2"],
      Inner: { Deep: "true", Far: "f" },
      Inners: [{ Deep: "d" }],
      Labels: { k: "1" },
    });
  });

  it.each(CASES)("are refused: %s", (_what, properties, texts) => {
    expect(new PropertyError("Thing", read(properties).faults).message).toBe(
      `Properties validation failed for resource Thing with message:\n${texts.join("\n")}`,
    );
  });

  it.each([
    [{}, "The property {/Name} is required"],
    [{ Name: "n", Nam: 1 }, "Encountered unsupported properties in {/}: [Nam]"],
    [{ Name: "n", Inner: { Deep: "d", X: 1 } }, "Encountered unsupported properties in {/Inner}: [X]"],
    [{ Name: "n", Names: "a" }, "Value of property {/Names} does not match type {Array}"],
  ])("of types that are checked by older code are refused in other words: %j", (properties, text) => {
    expect(new PropertyError("Thing", read(properties).faults, "classic").message).toBe(
      `Property validation failure: [${text}]`,
    );
  });
});
