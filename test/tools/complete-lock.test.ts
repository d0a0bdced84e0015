import { describe, expect, it } from "vitest";
import { addressed, completeLock } from "../../tools/lock/complete.ts";

describe("completing package-lock.json", () => {
  it("adds the missing packages for other systems with what their names say", () => {
    const optionalDependencies = {
      "@t/cli-darwin-arm64": "1.2.3",
      "@t/cli-linux-x64-musl": "1.2.3",
      "@t/binding-linux-s390x-gnu": "1.2.3",
      "@t/binding-linux-arm-gnueabihf": "1.2.3",
    };
    const completed = completeLock({
      "": {},
      "node_modules/@t/cli": { version: "1.2.3", dev: true, optionalDependencies },
    });
    const common = { version: "1.2.3", dev: true, optional: true };
    expect(completed["node_modules/@t/cli-darwin-arm64"]).toEqual({ ...common, os: ["darwin"], cpu: ["arm64"] });
    expect(completed["node_modules/@t/cli-linux-x64-musl"]).toEqual({
      ...common,
      os: ["linux"],
      cpu: ["x64"],
      libc: ["musl"],
    });
    expect(completed["node_modules/@t/binding-linux-s390x-gnu"]).toMatchObject({ cpu: ["s390x"], libc: ["glibc"] });
    expect(completed["node_modules/@t/binding-linux-arm-gnueabihf"]).toEqual({
      ...common,
      os: ["linux"],
      cpu: ["arm"],
    });
  });

  it("keeps what is there, wherever it stands", () => {
    const entries = {
      "node_modules/a": { version: "1.0.0", optionalDependencies: { "a-linux-x64": "1.0.0", "a-win32-x64": "1.0.0" } },
      "node_modules/a-linux-x64": { version: "0.9.0" },
      "node_modules/a/node_modules/a-win32-x64": { version: "1.0.0" },
    };
    expect(completeLock(entries)).toEqual(entries);
  });

  it("does not guess: a range and a name that tells no system stay out", () => {
    const entries = { "node_modules/a": { optionalDependencies: { "a-linux-x64": "^1.0.0", "source-map": "1.0.0" } } };
    expect(completeLock(entries)).toEqual(entries);
  });

  it("finds the entries that name a registry", () => {
    expect(addressed({ "node_modules/a": { resolved: "somewhere" }, "node_modules/b": {} })).toEqual([
      "node_modules/a",
    ]);
  });
});
