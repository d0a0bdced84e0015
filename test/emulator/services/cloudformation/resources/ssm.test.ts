import { GetParameterCommand, ListTagsForResourceCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { type Made, makeOne, type ResourceOptions } from "./one-resource.ts";

describe("AWS::SSM::Parameter", () => {
  let emulator: Emulator;
  let ssm: SSMClient;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    ssm = new SSMClient(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  const make = (properties: object, options: ResourceOptions = {}): Promise<Made> =>
    makeOne(emulator, "AWS::SSM::Parameter", properties, options);
  const parameter = async (Name: string | undefined) => (await ssm.send(new GetParameterCommand({ Name }))).Parameter;
  const tagsOf = async (ResourceId: string): Promise<unknown> =>
    (await ssm.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId }))).TagList;

  it("is made, gets new versions, and is deleted", async () => {
    const Name = "/app/url";
    const made = await make(
      { Name, Type: "String", Value: "one", Description: "d", AllowedPattern: "[a-z,]+", Tags: { k: "v" } },
      { attributes: ["Type", "Value"], tags: [{ Key: "from", Value: "stack" }] },
    );
    expect(made.values).toEqual({ Ref: Name, Type: "String", Value: "one" });
    expect(await parameter(Name)).toMatchObject({ Value: "one", Version: 1 });
    expect(await tagsOf(Name)).toEqual([
      { Key: "from", Value: "stack" },
      { Key: "k", Value: "v" },
    ]);
    const changed = await made.update({ Name, Type: "StringList", Value: "one,two", Tags: { k: "w" } }, []);
    expect([changed.failure, changed.status]).toEqual([undefined, "UPDATE_COMPLETE"]);
    expect(changed.values).toEqual({ Ref: Name, Type: "StringList", Value: "one,two" });
    expect(await parameter(Name)).toMatchObject({ Type: "StringList", Value: "one,two", Version: 2 });
    expect(await tagsOf(Name)).toEqual([{ Key: "k", Value: "w" }]);
    expect((await changed.update({ Name, Type: "StringList", Value: "one,two" }, [])).status).toBe("UPDATE_COMPLETE");
    expect([await tagsOf(Name), (await parameter(Name))?.Version]).toEqual([[], 2]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    expect(await refusal(parameter(Name))).toMatchObject({ code: "ParameterNotFound" });
  });

  it("has a name as CloudFormation makes it up, and is replaced for another", async () => {
    const made = await make({ Type: "String", Value: "v" });
    expect(made.values.Ref).toMatch(/^CFN-R-[A-Za-z0-9]{12}$/);
    const named = await made.update({ Name: "given", Type: "String", Value: "v" });
    expect([named.status, named.values.Ref]).toEqual(["UPDATE_COMPLETE", "given"]);
    expect(await refusal(parameter(made.values.Ref))).toMatchObject({ code: "ParameterNotFound" });
    expect((await make({ Name: "given", Type: "String", Value: "v" })).failure).toBe(
      `given already exists in stack ${made.stackId}`,
    );
  });

  it("goes back to its value where a new one does not fit", async () => {
    const properties = { Name: "fitting", Type: "String", Value: "abc", AllowedPattern: "[a-z]+" };
    const made = await make(properties);
    const failed = await made.update({ ...properties, Value: "123" });
    expect(failed.status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(failed.failure).toContain(
      "Parameter value, cannot be validated against allowedPattern: [a-z]+ (Service: Ssm,",
    );
    expect(await parameter("fitting")).toMatchObject({ Value: "abc" });
  });

  it.each([
    [{ Value: "v" }, "The property {/Type} is required"],
    [{ Type: "String", Value: "v", Nmae: "n" }, "Encountered unsupported properties in {/}: [Nmae]"],
    [{ Type: "String", Value: ["v"] }, "Value of property {/Value} does not match type {String}"],
    [{ Type: "SecureString", Value: "v" }, "Value of property {/Type} is not one of those that are allowed"],
    [{ Type: "String", Value: "v", Policies: "[]" }, "The property {/Policies} is not supported by this emulator"],
  ])("is refused in the older words: %j", async (properties, text) => {
    expect((await make(properties)).failure).toBe(`Property validation failure: [${text}]`);
  });
});
