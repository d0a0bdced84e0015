import { describe, expect, it } from "vitest";
import { OTHER_IAM_NAMES } from "../../../src/emulator/services/iam/operation-names.ts";
import { embeddedServices } from "../../../src/emulator/services/index.ts";
import { allControlNames } from "../../../src/emulator/services/s3/control/routes.ts";
import { allOperationNames } from "../../../src/emulator/services/s3/subresources.ts";
import { OTHER_STS_NAMES } from "../../../src/emulator/services/sts/operation-names.ts";
import { readFidelityPage } from "./fidelity-page.ts";

/** What of each service is known to be missing; a service that is not here names no such list. */
const ABSENT: Readonly<Record<string, (operations: ReadonlyMap<string, unknown>) => readonly string[]>> = {
  iam: () => [...OTHER_IAM_NAMES],
  sts: () => [...OTHER_STS_NAMES],
  s3control: (operations) => [...allControlNames()].filter((name) => !operations.has(name)),
  s3: (operations) => [...allOperationNames()].filter((name) => !operations.has(name)),
};

describe.each([...embeddedServices.values()])("FIDELITY.md of $name", ({ name: service, operations }) => {
  const page = readFidelityPage(service);

  it("lists exactly the operations of the table, in order, with the errors that they say", () => {
    const table = [...operations.values()].map(({ name, errors }) => [name, [...errors].sort()] as const);
    const listed = page.operations.map(({ name, errors }) => [name, [...errors].sort()] as const);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(table));
    const names = listed.map(([name]) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toHaveLength(operations.size);
  });

  it("calls an operation exact only where nothing is missing", () => {
    const wrong = page.operations.filter(({ status, missing }) => status !== (missing === "" ? "exact" : "partial"));
    expect(wrong).toEqual([]);
  });

  it("lists exactly the operations of AWS that are known and answered with 501", () => {
    expect(page.absent === undefined ? undefined : [...page.absent].sort()).toEqual(
      ABSENT[service]?.(operations).toSorted(),
    );
  });
});
