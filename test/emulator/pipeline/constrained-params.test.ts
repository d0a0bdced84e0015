import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConstrainedParams } from "../../../src/emulator/pipeline/constrained-params.ts";
import { AwsError, parseQueryParams } from "../../../src/wire/index.ts";

function reader(entries: readonly (readonly [string, string])[], showValues = true): ConstrainedParams {
  return new ConstrainedParams(parseQueryParams(entries), { showValues });
}

function refusalOf(work: () => unknown): AwsError {
  try {
    work();
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("constrained parameters", () => {
  it("read what fits", () => {
    const params = reader([
      ["Name", "ada"],
      ["Size", "+7"],
      ["Keys.member.1", "a"],
      ["Keys.member.2", "b"],
      ["Tags.member.1.Key", "k"],
    ]);
    expect(params.requiredText("Name", { min: 3, max: 3, pattern: "[a-z]+", oneOf: ["ada"] })).toBe("ada");
    expect(params.text("Absent", { min: 1 })).toBeUndefined();
    expect(params.integer("Size", { min: 1, max: 9 })).toBe(7);
    expect(params.texts("Keys", { maxCount: 2 })).toEqual(["a", "b"]);
    expect(params.structs("Tags", { maxCount: 1 }).map((tag) => tag.text("Key"))).toEqual(["k"]);
    params.check();
  });

  it("refuse together what does not, nested ones by their path", () => {
    const params = reader([
      ["Name", "x"],
      ["Tags.member.1.Key", "k"],
      ["Tags.member.2.Value", "v"],
    ]);
    params.requiredText("Name", { min: 2 });
    for (const tag of params.structs("Tags", { maxCount: 50 })) tag.requiredText("Key");
    const error = refusalOf(() => params.check());
    expect([error.code, error.status, error.message]).toEqual([
      "ValidationError",
      400,
      "2 validation errors detected: Value 'x' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 2; Value null at 'tags.2.member.key' failed to satisfy constraint: Member must not be null",
    ]);
  });

  it("hide the values where they are told to", () => {
    const params = reader([["Status", "secret"]], false);
    params.text("Status", { oneOf: ["Active"] });
    expect(refusalOf(() => params.check()).message).toBe(
      "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
    );
  });

  it("match a pattern with the whole text, line feeds included", () => {
    const params = reader([["Name", "ada\n"]]);
    params.text("Name", { pattern: "[a-z]*" });
    expect(refusalOf(() => params.check()).message).toContain("regular expression pattern: [a-z]*");
  });

  it("never take a value for an empty list", () => {
    expect(reader([["Keys", ""]]).texts("Keys", { maxCount: 1 })).toEqual([]);
    for (const read of ["texts", "structs"] as const) {
      expect(refusalOf(() => reader([["Keys", "a"]])[read]("Keys", { maxCount: 1 })).code).toBe("MalformedInput");
    }
  });

  it("count characters and not their UTF-16 units, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-composite", minLength: 1, maxLength: 20 }), (value) => {
        const length = [...value].length;
        const fits = reader([["Name", value]]);
        fits.text("Name", { min: length, max: length });
        fits.check();
        const short = reader([["Name", value]]);
        short.text("Name", { max: length - 1 });
        expect(refusalOf(() => short.check()).message).toContain(`less than or equal to ${length - 1}`);
      }),
    );
  });
});
