import { ListMFADevicesCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { iamOf, rootOf } from "./identities.ts";
import { sendForm } from "./raw-query.ts";

describe("operations that are not there", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
  });
  afterAll(() => emulator.close());

  it("are named where AWS has them", async () => {
    expect(await refusal(iamOf(emulator).send(new ListMFADevicesCommand()))).toEqual({
      code: "NotImplemented",
      status: 501,
      message: "ListMFADevices is not implemented by this emulator",
    });
  });

  it("are invalid where AWS has none of that name either", async () => {
    const form = "Action=MakeCoffee&Version=2010-05-08";
    const { status, body } = await sendForm(emulator, { service: "iam", credentials: rootOf(emulator), form });
    expect([status, body]).toEqual([400, expect.stringContaining("<Code>InvalidAction</Code>")]);
    expect(body).toContain("Could not find operation MakeCoffee for version 2010-05-08");
  });

  it("are in IAM's namespace and envelope where they are there", async () => {
    const form = "Action=ListUsers&Version=2010-05-08";
    const { body } = await sendForm(emulator, { service: "iam", credentials: rootOf(emulator), form });
    expect(body.replace(/<RequestId>.+<\/RequestId>/, "<RequestId/>").replace(/\s+/g, "")).toBe(
      '<ListUsersResponsexmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListUsersResult><Users/><IsTruncated>false</IsTruncated></ListUsersResult><ResponseMetadata><RequestId/></ResponseMetadata></ListUsersResponse>',
    );
  });
});
