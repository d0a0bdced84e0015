import {
  CreateUserCommand,
  DeleteUserCommand,
  type IAMClient,
  ListUsersCommand,
  paginateListUsers,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { iamOf } from "./identities.ts";

describe("pages of a list", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  const names = ["alice", "Bob", "carol", "Dave", "erin"];
  beforeAll(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    for (const UserName of [...names].reverse()) await iam.send(new CreateUserCommand({ UserName }));
  });
  afterAll(() => emulator.close());

  it.each([1, 2, 5, 6])("of %i give every item once, in order", async (MaxItems) => {
    const pages: string[][] = [];
    for await (const page of paginateListUsers({ client: iam, pageSize: MaxItems }, {})) {
      pages.push((page.Users ?? []).map((user) => user.UserName ?? ""));
      expect(page.IsTruncated === true).toBe(page.Marker !== undefined);
    }
    expect(pages.flat()).toEqual(names);
    expect(pages).toHaveLength(Math.ceil(names.length / MaxItems));
  });

  it("go on at the right place when an item was deleted meanwhile", async () => {
    await iam.send(new CreateUserCommand({ UserName: "alma" }));
    const first = await iam.send(new ListUsersCommand({ MaxItems: 2 }));
    expect(first.Users?.map((user) => user.UserName)).toEqual(["alice", "alma"]);
    await iam.send(new DeleteUserCommand({ UserName: "alma" }));
    const next = await iam.send(new ListUsersCommand({ Marker: first.Marker }));
    expect(next.Users?.map((user) => user.UserName)).toEqual(["Bob", "carol", "Dave", "erin"]);
  });

  it("are refused where the marker or the size is none", async () => {
    for (const input of [{ Marker: "nonsense" }, { Marker: "bm9uc2Vuc2U=" }, { MaxItems: 0 }, { MaxItems: 1001 }]) {
      expect(await refusal(iam.send(new ListUsersCommand(input)))).toMatchObject({
        code: "ValidationError",
        status: 400,
      });
    }
  });
});
