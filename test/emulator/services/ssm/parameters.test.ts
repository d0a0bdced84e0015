import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  type DescribeParametersCommandInput,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  type GetParametersByPathCommandInput,
  GetParametersCommand,
  type PutParameterCommandInput,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { listImages } from "../../../../src/emulator/state/images.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { ARN, get, PUBLIC_NAME, put, ssmOf } from "./world.ts";

const invalid = (message: unknown) => ({ code: "ValidationException", status: 400, message });
const NO_SUCH = { code: "ParameterNotFound", status: 400 };

describe("parameters", () => {
  let emulator: Emulator;
  let ssm: SSMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    ssm = ssmOf(emulator);
  });
  afterEach(() => emulator.close());

  describe("PutParameter and GetParameter", () => {
    it("keep a text and tell all that AWS tells of it", async () => {
      expect(await put(ssm, "/app/colour", { Value: "blue" })).toMatchObject({ Version: 1, Tier: "Standard" });
      expect(await get(ssm, "/app/colour")).toEqual({
        Name: "/app/colour",
        Type: "String",
        Value: "blue",
        Version: 1,
        LastModifiedDate: expect.any(Date),
        ARN: `${ARN}/app/colour`,
        DataType: "text",
      });
    });

    it("take a name with and without a slash in front for one, and an ARN for either", async () => {
      await put(ssm, "one");
      expect((await refusal(put(ssm, "/one"))).code).toBe("ParameterAlreadyExists");
      expect(await get(ssm, "/one")).toMatchObject({ Name: "/one", ARN: `${ARN}/one` });
      expect(await get(ssm, `${ARN}/one`)).toMatchObject({ Name: "one" });
      await put(ssm, "/a/b");
      expect(await get(ssm, `${ARN}/a/b`)).toMatchObject({ Name: "/a/b" });
      const abroad = `${ARN}/a/b`.replace("ap-northeast-1", "eu-west-1");
      expect(await refusal(get(ssm, abroad))).toMatchObject(NO_SUCH);
    });

    it("do not overwrite unless told, and then make a version and keep what is not given", async () => {
      await put(ssm, "p", { Description: "first", AllowedPattern: "[a-z]+" });
      expect(await refusal(put(ssm, "p"))).toEqual({
        code: "ParameterAlreadyExists",
        status: 400,
        message:
          "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      });
      expect(await put(ssm, "p", { Value: "second", Type: undefined, Overwrite: true })).toMatchObject({ Version: 2 });
      const pattern = await refusal(put(ssm, "p", { Value: "3", Overwrite: true }));
      expect(pattern).toEqual({
        code: "ParameterPatternMismatchException",
        status: 400,
        message: "Parameter value, cannot be validated against allowedPattern: [a-z]+",
      });
      const { Parameters = [] } = await ssm.send(new DescribeParametersCommand());
      expect(Parameters).toEqual([
        {
          Name: "p",
          ARN: `${ARN}/p`,
          Type: "String",
          LastModifiedDate: expect.any(Date),
          LastModifiedUser: "arn:aws:iam::111111111111:root",
          Description: "first",
          AllowedPattern: "[a-z]+",
          Version: 2,
          Tier: "Standard",
          Policies: [],
          DataType: "text",
        },
      ]);
    });

    it("select versions by number", async () => {
      await put(ssm, "/p", { Value: "first" });
      await put(ssm, "/p", { Value: "second", Overwrite: true });
      expect(await get(ssm, "/p")).toMatchObject({ Value: "second", Version: 2 });
      expect(await get(ssm, "/p:1")).toMatchObject({ Name: "/p", Value: "first", Version: 1, Selector: ":1" });
      expect(await get(ssm, `${ARN}/p:1`)).toMatchObject({ Value: "first" });
      expect(await refusal(get(ssm, "/p:3"))).toEqual({
        code: "ParameterVersionNotFound",
        status: 400,
        message: "Systems Manager could not find version 3 of /p. Verify the version and try again.",
      });
    });

    it("refuse what is not there, with the code alone", async () => {
      const { code, status } = await refusal(get(ssm, "nothing"));
      expect({ code, status }).toEqual(NO_SUCH);
    });

    it("keep a SecureString sealed, in the store and in answers that do not ask for it", async () => {
      await put(ssm, "/secret", { Type: "SecureString", Value: "s3cr3t value" });
      const sealed = await get(ssm, "/secret");
      expect(sealed.Type).toBe("SecureString");
      expect(sealed.Value).toMatch(/^[A-Za-z0-9+/]{40,}={0,2}$/);
      expect(Buffer.from(sealed.Value ?? "", "base64").toString("latin1")).not.toContain("s3cr3t");
      expect(await get(ssm, "/secret", true)).toMatchObject({ Value: "s3cr3t value" });
      const { Parameters } = await ssm.send(new GetParametersCommand({ Names: ["/secret"], WithDecryption: true }));
      expect(Parameters?.[0]?.Value).toBe("s3cr3t value");
      const described = await ssm.send(new DescribeParametersCommand());
      expect(described.Parameters?.[0]?.KeyId).toBe("alias/aws/ssm");
    });

    it("keep values and versions where the emulator's state is shared", async () => {
      await put(ssm, "/secret", { Type: "SecureString", Value: "one" });
      await put(ssm, "/secret", { Type: "SecureString", Value: "two", Overwrite: true });
      expect(await get(ssm, "/secret:1", true)).toMatchObject({ Value: "one" });
      await emulator.reset();
      expect(await refusal(get(ssm, "/secret"))).toMatchObject(NO_SUCH);
    });

    it("change the type where a parameter is overwritten", async () => {
      await put(ssm, "p");
      await put(ssm, "p", { Type: "StringList", Value: "a,b", Overwrite: true });
      expect(await get(ssm, "p")).toMatchObject({ Type: "StringList", Value: "a,b" });
    });

    it("keep a hundred versions, and the oldest as long as it has a label", async () => {
      for (let version = 1; version <= 101; version++) await put(ssm, "p", { Value: `v${version}`, Overwrite: true });
      expect((await refusal(get(ssm, "p:1"))).code).toBe("ParameterVersionNotFound");
      expect(await get(ssm, "p:2")).toMatchObject({ Value: "v2" });
    });

    it.each<[string, Partial<PutParameterCommandInput>, unknown]>([
      [
        "a type that is none",
        { Type: "Text" as "String" },
        "1 validation error detected: Value 'Text' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [SecureString, StringList, String]",
      ],
      ["no type", { Type: undefined }, "A parameter type is required when you create a parameter."],
      [
        "no value",
        { Value: "" },
        "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ],
      [
        "a value over 4,096 characters",
        { Value: "x".repeat(4097) },
        expect.stringMatching(/^Standard tier parameters/),
      ],
      [
        "a value over 8,192 characters",
        { Value: "x".repeat(8193), Tier: "Advanced" },
        expect.stringMatching(/^Advanced tier/),
      ],
      [
        "tags where it may overwrite",
        { Tags: [{ Key: "a", Value: "b" }], Overwrite: true },
        expect.stringMatching(/^Invalid request: tags and overwrite can't be used together\./),
      ],
      ["a data type that is none", { DataType: "json" }, expect.stringMatching(/data type is not supported: json/)],
      ["an image that is none", { DataType: "aws:ec2:image" }, expect.stringMatching(/not a valid image ID/)],
      ["two faults at once", { Type: "Text" as "String", Value: "" }, expect.stringMatching(/^2 validation errors/)],
    ])("refuse %s", async (_what, input, message) => {
      expect(await refusal(put(ssm, "p", input))).toEqual(invalid(message));
    });

    it.each([
      ["awsome", invalid(`Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).`)],
      ["/SSM-x", invalid(expect.stringContaining(`can't be prefixed with "aws" or "ssm"`))],
      ["/ssm/x", invalid(expect.stringContaining(`can't be prefixed with "ssm"`))],
      [
        "/aws/service/mine",
        {
          code: "AccessDeniedException",
          status: 400,
          message: "No access to reserved parameter name: /aws/service/mine.",
        },
      ],
      ["a/b", invalid(expect.stringContaining("sub-paths divided by slash symbol"))],
      ["/a//b", invalid(expect.stringContaining("sub-paths divided by slash symbol"))],
      ["/a/", invalid(expect.stringContaining("sub-paths divided by slash symbol"))],
      ["a b", invalid(expect.stringContaining("sub-paths divided by slash symbol"))],
      ["p:1", invalid(expect.stringContaining("sub-paths divided by slash symbol"))],
      ["x".repeat(1200), invalid(expect.stringContaining("1011 characters"))],
      [`/${"a/".repeat(15)}b`, { code: "HierarchyLevelLimitExceededException", status: 400 }],
    ])("refuse the name %s", async (name, expected) => {
      expect(await refusal(put(ssm, name))).toMatchObject(expected);
    });

    it("make a larger value advanced where the tier may be chosen, and never standard again", async () => {
      const tier = { Tier: "Intelligent-Tiering" } as const;
      expect(await put(ssm, "p", tier)).toMatchObject({ Tier: "Standard" });
      expect(await put(ssm, "p", { ...tier, Value: "x".repeat(4097), Overwrite: true })).toMatchObject({
        Tier: "Advanced",
      });
      const back = await refusal(put(ssm, "p", { Tier: "Standard", Overwrite: true }));
      expect(back.message).toMatch(/^This parameter uses the advanced-parameter tier\. You can't downgrade/);
    });

    it.each(["(", "[a&&[b]]", "\\p{Alpha}"])("refuse the allowed pattern %s", async (AllowedPattern) => {
      const { code } = await refusal(put(ssm, "p", { AllowedPattern }));
      expect(code).toBe("InvalidAllowedPatternException");
    });

    it("do not let a pattern keep the emulator busy", async () => {
      const input = { AllowedPattern: "(a+)+", Value: `${"a".repeat(50)}!` };
      expect((await refusal(put(ssm, "p", input))).code).toBe("ParameterPatternMismatchException");
    });

    it.each<[string, Partial<PutParameterCommandInput>]>([
      ["Policies", { Policies: "[]" }],
      ["KeyId", { Type: "SecureString", KeyId: "alias/mine" }],
    ])("say that %s is not emulated", async (what, input) => {
      const { code, status, message } = await refusal(put(ssm, "p", input));
      expect([code, status]).toEqual(["NotImplemented", 501]);
      expect(message).toContain(what);
    });
  });

  it("gives the public parameters of Amazon Linux 2023 to everybody, and to nobody to change", async () => {
    const found = await get(ssm, PUBLIC_NAME);
    expect(listImages().map(({ imageId }) => imageId)).toContain(found.Value);
    expect(found.ARN).toBe(`arn:aws:ssm:ap-northeast-1::parameter${PUBLIC_NAME}`);
    expect(await get(ssm, found.ARN ?? "")).toMatchObject({ Name: PUBLIC_NAME });
    expect(await refusal(ssm.send(new DeleteParameterCommand({ Name: PUBLIC_NAME })))).toMatchObject(NO_SUCH);
    const Path = "/aws/service/ami-amazon-linux-latest";
    const { Parameters = [], NextToken } = await ssm.send(new GetParametersByPathCommand({ Path }));
    expect(Parameters).toHaveLength(10);
    const rest = await ssm.send(new GetParametersByPathCommand({ Path, NextToken }));
    expect(rest.Parameters).toHaveLength(6);
    expect((await ssm.send(new DescribeParametersCommand())).Parameters).toEqual([]);
  });

  it("reads several at once, and tells which are none", async () => {
    await put(ssm, "a");
    await put(ssm, "/b/c");
    const Names = ["/b/c", "a", "a:7", "none", "/none/such", "a"];
    const { Parameters = [], InvalidParameters } = await ssm.send(new GetParametersCommand({ Names }));
    expect(Parameters.map(({ Name }) => Name)).toEqual(["/b/c", "a"]);
    expect(InvalidParameters).toEqual(["a:7", "none", "/none/such"]);
    const eleven = Array.from({ length: 11 }, (_, i) => `n${i}`);
    expect(await refusal(ssm.send(new GetParametersCommand({ Names: eleven })))).toEqual(
      invalid(
        `1 validation error detected: Value '[${eleven.join(", ")}]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10`,
      ),
    );
    expect((await refusal(ssm.send(new GetParametersCommand({ Names: ["a/b"] })))).code).toBe("ValidationException");
  });

  describe("GetParametersByPath", () => {
    beforeEach(async () => {
      for (const name of ["top", "/app/a", "/app/b", "/app/sub/c", "/app2/d"]) await put(ssm, name);
    });
    const byPath = async (input: GetParametersByPathCommandInput): Promise<(string | undefined)[]> => {
      const { Parameters = [] } = await ssm.send(new GetParametersByPathCommand(input));
      return Parameters.map(({ Name }) => Name);
    };

    it("reads one level, or all of them", async () => {
      expect(await byPath({ Path: "/app" })).toEqual(["/app/a", "/app/b"]);
      expect(await byPath({ Path: "/app/" })).toEqual(["/app/a", "/app/b"]);
      expect(await byPath({ Path: "/app", Recursive: true })).toEqual(["/app/a", "/app/b", "/app/sub/c"]);
      expect(await byPath({ Path: "/" })).toEqual(["top"]);
      expect(await byPath({ Path: "/", Recursive: true })).toHaveLength(5);
      expect(await byPath({ Path: "/none" })).toEqual([]);
    });

    it("gives pages", async () => {
      const first = await ssm.send(new GetParametersByPathCommand({ Path: "/", Recursive: true, MaxResults: 3 }));
      expect(first.Parameters).toHaveLength(3);
      const { NextToken } = first;
      expect(await byPath({ Path: "/", Recursive: true, NextToken })).toEqual(["/app2/d", "top"]);
      const forged = ssm.send(new GetParametersByPathCommand({ Path: "/", NextToken: "forged" }));
      expect((await refusal(forged)).code).toBe("InvalidNextToken");
    });

    it("filters by type, and refuses filters that it does not have", async () => {
      await put(ssm, "/app/list", { Type: "StringList" });
      expect(await byPath({ Path: "/app", ParameterFilters: [{ Key: "Type", Values: ["StringList"] }] })).toEqual([
        "/app/list",
      ]);
      const byName = ssm.send(
        new GetParametersByPathCommand({ Path: "/app", ParameterFilters: [{ Key: "Name", Values: ["x"] }] }),
      );
      expect((await refusal(byName)).code).toBe("InvalidFilterKey");
    });

    it.each(["app", "/app*", "/AWS/x", "/ssm", "//"])("refuses the path %s", async (Path) => {
      const { code, message } = await refusal(ssm.send(new GetParametersByPathCommand({ Path })));
      expect([code, message]).toEqual([
        "ValidationException",
        expect.stringMatching(/^The parameter doesn't meet the parameter name requirements/),
      ]);
    });
  });

  it("filters descriptions by name, path, tag, tier and data type", async () => {
    await put(ssm, "/app/a", { Tags: [{ Key: "team", Value: "red" }] });
    await put(ssm, "/app/sub/b", { Type: "SecureString" });
    await put(ssm, "other", { Tier: "Advanced" });
    const names = async (...ParameterFilters: NonNullable<DescribeParametersCommandInput["ParameterFilters"]>) => {
      const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({ ParameterFilters }));
      return Parameters.map(({ Name }) => Name);
    };
    expect(await names({ Key: "Name", Option: "BeginsWith", Values: ["/app"] })).toEqual(["/app/a", "/app/sub/b"]);
    expect(await names({ Key: "Name", Option: "Contains", Values: ["the"] })).toEqual(["other"]);
    expect(await names({ Key: "Name", Values: ["/app/a", "other"] })).toEqual(["/app/a", "other"]);
    expect(await names({ Key: "Path", Values: ["/app"] })).toEqual(["/app/a"]);
    expect(await names({ Key: "Path", Option: "Recursive", Values: ["/app"] })).toEqual(["/app/a", "/app/sub/b"]);
    expect(await names({ Key: "tag:team", Values: ["red"] })).toEqual(["/app/a"]);
    expect(await names({ Key: "tag:team" })).toEqual(["/app/a"]);
    expect(await names({ Key: "Tier", Values: ["Advanced"] })).toEqual(["other"]);
    expect(await names({ Key: "KeyId", Values: ["alias/aws/ssm"] })).toEqual(["/app/sub/b"]);
    expect(await names({ Key: "Type", Values: ["String"] }, { Key: "DataType", Values: ["text"] })).toHaveLength(2);
    expect((await refusal(names({ Key: "Label", Values: ["x"] }))).code).toBe("InvalidFilterKey");
    expect((await refusal(names({ Key: "Type", Option: "Like", Values: ["x"] }))).code).toBe("InvalidFilterOption");
    expect((await refusal(names({ Key: "Colour", Values: ["x"] }))).message).toContain(
      "Member must satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType",
    );
    for (const input of [{ Filters: [{ Key: "Name", Values: ["x"] }] }, { Shared: true }] as const) {
      const old = ssm.send(new DescribeParametersCommand(input as DescribeParametersCommandInput));
      expect(await refusal(old)).toMatchObject({ code: "NotImplemented", status: 501 });
    }
  });

  it("shows the history, the oldest first, in pages", async () => {
    for (const Value of ["one", "two", "three"]) await put(ssm, "p", { Value, Overwrite: true });
    const history = async (NextToken?: string) =>
      ssm.send(new GetParameterHistoryCommand({ Name: "p", MaxResults: 2, ...(NextToken ? { NextToken } : {}) }));
    const first = await history();
    expect(first.Parameters?.map(({ Version, Value, Labels }) => [Version, Value, Labels])).toEqual([
      [1, "one", []],
      [2, "two", []],
    ]);
    const { Parameters, NextToken } = await history(first.NextToken);
    expect([Parameters?.map(({ Version }) => Version), NextToken]).toEqual([[3], undefined]);
    const none = ssm.send(new GetParameterHistoryCommand({ Name: "none" }));
    expect(await refusal(none)).toMatchObject(NO_SUCH);
  });

  it("deletes one, or several", async () => {
    for (const name of ["a", "b", "/c/d"]) await put(ssm, name);
    await ssm.send(new DeleteParameterCommand({ Name: "a" }));
    expect(await refusal(ssm.send(new DeleteParameterCommand({ Name: "a" })))).toMatchObject(NO_SUCH);
    const answer = await ssm.send(new DeleteParametersCommand({ Names: ["b", "a", "/c/d"] }));
    expect(answer).toMatchObject({ DeletedParameters: ["b", "/c/d"], InvalidParameters: ["a"] });
    expect((await ssm.send(new DescribeParametersCommand())).Parameters).toEqual([]);
  });

  it("makes one parameter of two simultaneous puts", async () => {
    const answers = await Promise.allSettled([put(ssm, "p", { Value: "a" }), put(ssm, "p", { Value: "b" })]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
