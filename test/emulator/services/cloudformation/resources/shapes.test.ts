import { describe, expect, it } from "vitest";
import {
  type Members,
  notEmulated,
  readProperties,
} from "../../../../../src/emulator/services/cloudformation/resources/shapes.ts";
import { objectOf, type TemplateValue } from "../../../../../src/emulator/services/cloudformation/template/value.ts";

const MEMBERS = {
  Name: { type: "text", required: true },
  Port: { type: "integer" },
  On: { type: "boolean" },
  Policy: { type: "document" },
  Names: { type: "list", of: { type: "text" } },
  Inner: { type: "object", members: { Deep: { type: "text", required: true } } },
  ...notEmulated(["Elsewhere"]),
} as const satisfies Members;

const read = (properties: Record<string, TemplateValue>): unknown =>
  readProperties(objectOf(Object.entries(properties)), MEMBERS);

describe("properties of resources", () => {
  it("are read by their types, texts for numbers and booleans too", () => {
    expect(
      read({ Name: 1, Port: "22", On: "false", Policy: { Version: "v" }, Names: ["a", 2], Inner: { Deep: true } }),
    ).toEqual({
      Name: "1",
      Port: 22,
      On: false,
      Policy: '{"Version":"v"}',
      Names: ["a", "2"],
      Inner: { Deep: "true" },
    });
  });

  it.each<[string, Record<string, TemplateValue>, string]>([
    ["a misspelt one", { Name: "n", Nam: "x", Port2: 1 }, "Encountered unsupported properties in {/}: [Nam, Port2]"],
    [
      "a misspelt one further down",
      { Name: "n", Inner: { Deep: "d", X: 1 } },
      "Encountered unsupported properties in {/Inner}: [X]",
    ],
    ["a missing one", {}, "The property {/Name} is required"],
    ["a missing one further down", { Name: "n", Inner: {} }, "The property {/Inner/Deep} is required"],
    ["a list for a text", { Name: ["n"] }, "Value of property {/Name} does not match type {String}"],
    ["a text for a list", { Name: "n", Names: "a" }, "Value of property {/Names} does not match type {Array}"],
    [
      "an object within a list",
      { Name: "n", Names: [{}] },
      "Value of property {/Names/0} does not match type {String}",
    ],
    ["a word for a number", { Name: "n", Port: "http" }, "Value of property {/Port} does not match type {Integer}"],
    ["a word for a boolean", { Name: "n", On: "on" }, "Value of property {/On} does not match type {Boolean}"],
    ["a list for a document", { Name: "n", Policy: [] }, "Value of property {/Policy} does not match type {Object}"],
    [
      "one that the emulator has not",
      { Name: "n", Elsewhere: 1 },
      "The property {/Elsewhere} is not supported by this emulator",
    ],
  ])("refuses %s", (_what, properties, fault) => {
    expect(() => read(properties)).toThrow(`Property validation failure: [${fault}]`);
  });

  it("tells everything that is wrong at once", () => {
    expect(() => read({ Port: "x", Y: 1 })).toThrow(
      "[Encountered unsupported properties in {/}: [Y], The property {/Name} is required, Value of property {/Port} does not match type {Integer}]",
    );
  });
});
