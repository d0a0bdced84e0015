import { describe, expect, it } from "vitest";
import { findLeaks } from "../support/secrets/find-leaks.ts";

describe("the search for secrets", () => {
  it("finds each secret wherever it stands, and percent-encoded", () => {
    const text = "a line\nlog: xxSECRET/ONE+ABCyy\nanother: SECRET%2FONE%2BABC";
    expect(findLeaks(text, ["SECRET/ONE+ABC"])).toEqual([
      { secret: "SECR…", before: "log: xx" },
      { secret: "SECR…", before: "another: " },
    ]);
  });

  it("tells secrets apart that begin alike", () => {
    expect(findLeaks("SECRETSECRET-1", ["SECRETSECRET-1", "SECRETSECRET-2"])).toHaveLength(1);
  });

  it("finds nothing where there is nothing", () => {
    expect(findLeaks("SECRETSECRET", ["SECRETSECRET-1"])).toEqual([]);
    expect(findLeaks("", ["SECRETSECRET-1"])).toEqual([]);
  });
});
