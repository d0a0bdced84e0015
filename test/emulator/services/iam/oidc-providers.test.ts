import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  type CreateOpenIDConnectProviderCommandInput,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  type IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "./identities.ts";

const Url = "https://idp.example.com/tenant";
const OpenIDConnectProviderArn = "arn:aws:iam::111111111111:oidc-provider/idp.example.com/tenant";
const MISSING = "arn:aws:iam::111111111111:oidc-provider/missing.example.com";
const thumbprint = (digit: string): string => digit.repeat(40);

describe("OpenID Connect providers", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
  });
  afterEach(() => emulator.close());

  const create = (more: Partial<CreateOpenIDConnectProviderCommandInput> = {}, client = iam) =>
    client.send(new CreateOpenIDConnectProviderCommand({ Url, ...more }));
  const provider = (arn = OpenIDConnectProviderArn) =>
    iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));
  const add = (ClientID: string) =>
    iam.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));

  it("are made, shown without the scheme of their URL, listed and deleted", async () => {
    const Tags = [{ Key: "team", Value: "blue" }];
    const input = { ClientIDList: ["one", "two"], ThumbprintList: [thumbprint("a")], Tags };
    expect(await create(input)).toMatchObject({ OpenIDConnectProviderArn, Tags });
    expect(await provider()).toMatchObject({
      Url: "idp.example.com/tenant",
      ClientIDList: ["one", "two"],
      ThumbprintList: [thumbprint("a")],
      CreateDate: expect.any(Date),
      Tags,
    });
    await create({ Url: "https://a.example.com" });
    expect((await iam.send(new ListOpenIDConnectProvidersCommand())).OpenIDConnectProviderList).toEqual([
      { Arn: "arn:aws:iam::111111111111:oidc-provider/a.example.com" },
      { Arn: OpenIDConnectProviderArn },
    ]);
    const remove = new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn });
    await iam.send(remove);
    await iam.send(remove);
    expect(await refusal(provider())).toEqual({
      code: "NoSuchEntity",
      status: 404,
      message: `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
    });
  });

  it("exist once in an account", async () => {
    await create();
    expect(await refusal(create())).toEqual({
      code: "EntityAlreadyExists",
      status: 409,
      message: `Provider with url ${Url} already exists.`,
    });
  });

  it.each<[string, string, string]>([
    ["no-scheme.example.com", "ValidationError", "Invalid Open ID Connect Provider URL"],
    ["https://", "ValidationError", "Invalid Open ID Connect Provider URL"],
    [
      "http://idp.example.com",
      "InvalidInput",
      "Invalid Open ID Connect Provider URL. The URL must begin with https://.",
    ],
    ["https://idp.example.com?x=1", "InvalidInput", "Invalid Open ID Connect Provider URL."],
    ["https://idp.example.com/a#b", "InvalidInput", "Invalid Open ID Connect Provider URL."],
    ["https://idp.example.com:8443", "InvalidInput", "Invalid Open ID Connect Provider URL."],
    [
      `https://${"a".repeat(250)}.com`,
      "ValidationError",
      "1 validation error detected: Value at 'url' failed to satisfy constraint: Member must have length less than or equal to 255",
    ],
  ])("are refused with the URL %s", async (url, code, message) => {
    expect(await refusal(create({ Url: url }))).toEqual({ code, status: 400, message });
  });

  it("may be on loopback, by http and on a port", async () => {
    expect(await create({ Url: "http://127.0.0.1:8080/issuer" })).toMatchObject({
      OpenIDConnectProviderArn: "arn:aws:iam::111111111111:oidc-provider/127.0.0.1:8080/issuer",
    });
  });

  it("have at most 100 client ids", async () => {
    const ClientIDList = Array.from({ length: 100 }, (_, i) => `client-${i}`);
    const tooMany = {
      code: "LimitExceeded",
      status: 409,
      message: "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100",
    };
    expect(await refusal(create({ ClientIDList: [...ClientIDList, "more"] }))).toEqual(tooMany);
    await create({ ClientIDList });
    expect(await refusal(add("more"))).toEqual(tooMany);
    await add("client-0");
    await iam.send(
      new RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: "client-0" }),
    );
    await add("more");
    expect((await provider()).ClientIDList).toEqual([...ClientIDList.slice(1), "more"]);
    expect(await refusal(add("x".repeat(256)))).toMatchObject({ code: "ValidationError" });
  });

  it("have at most five thumbprints, of 40 characters", async () => {
    const tooMany = {
      code: "InvalidInput",
      status: 400,
      message: "Thumbprint list must contain fewer than 5 entries.",
    };
    expect(await refusal(create({ ThumbprintList: [..."123456"].map(thumbprint) }))).toEqual(tooMany);
    expect(await refusal(create({ ThumbprintList: ["abc"] }))).toMatchObject({ code: "ValidationError" });
    await create();
    const update = (ThumbprintList: string[]) =>
      iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn, ThumbprintList }));
    expect(await refusal(update([..."123456"].map(thumbprint)))).toEqual(tooMany);
    expect(await refusal(update([]))).toMatchObject({ code: "InvalidInput" });
    await update([thumbprint("1"), thumbprint("2")]);
    expect((await provider()).ThumbprintList).toEqual([thumbprint("1"), thumbprint("2")]);
  });

  it("are tagged, with keys that differ by case alone", async () => {
    await create({ Tags: [{ Key: "Team", Value: "blue" }] });
    const tag = (...Tags: { Key: string; Value: string }[]) =>
      iam.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags }));
    await tag({ Key: "team", Value: "red" }, { Key: "cost", Value: "1" });
    await tag({ Key: "cost", Value: "2" });
    const list = (more = {}) =>
      iam.send(new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn, ...more }));
    const tags = [
      { Key: "Team", Value: "blue" },
      { Key: "cost", Value: "2" },
      { Key: "team", Value: "red" },
    ];
    expect((await list()).Tags).toEqual(tags);
    const first = await list({ MaxItems: 2 });
    expect(first).toMatchObject({ Tags: tags.slice(0, 2), IsTruncated: true });
    expect(await list({ Marker: first.Marker })).toMatchObject({ Tags: tags.slice(2), IsTruncated: false });
    await iam.send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys: ["team", "none"] }));
    expect((await list()).Tags).toEqual(tags.slice(0, 2));
    const many = Array.from({ length: 50 }, (_, i) => ({ Key: `key-${i}`, Value: "x" }));
    expect(await refusal(tag(...many))).toMatchObject({ code: "LimitExceeded", status: 409 });
    expect(await refusal(tag({ Key: "a", Value: "1" }, { Key: "a", Value: "2" }))).toMatchObject({
      code: "InvalidInput",
    });
  });

  it.each([
    new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: MISSING }),
    new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: MISSING, ClientID: "x" }),
    new RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: MISSING, ClientID: "x" }),
    new UpdateOpenIDConnectProviderThumbprintCommand({
      OpenIDConnectProviderArn: MISSING,
      ThumbprintList: [thumbprint("1")],
    }),
    new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: MISSING, Tags: [] }),
    new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: MISSING, TagKeys: [] }),
    new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn: MISSING }),
  ])("must be there for $constructor.name", async (command) => {
    expect(await refusal(iam.send(command as GetOpenIDConnectProviderCommand))).toMatchObject({
      code: "NoSuchEntity",
      status: 404,
    });
  });

  it("are authorised by their ARN and tags", async () => {
    await create({ Tags: [{ Key: "team", Value: "blue" }] });
    const blue = { StringEquals: { "iam:ResourceTag/team": "blue" } };
    const own = iamOf(
      emulator,
      await makeUser(iam, "ada", [
        { ...allow("iam:GetOpenIDConnectProvider", "arn:aws:iam::111111111111:oidc-provider/*"), Condition: blue },
        allow("iam:CreateOpenIDConnectProvider"),
      ]),
    );
    await own.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
    await create({ Url: "https://b.example.com" }, own);
    const tagged = create({ Url: "https://c.example.com", Tags: [{ Key: "team", Value: "red" }] }, own);
    expect((await refusal(tagged)).message).toBe(
      "User: arn:aws:iam::111111111111:user/ada is not authorized to perform: iam:TagOpenIDConnectProvider on resource: arn:aws:iam::111111111111:oidc-provider/c.example.com because no identity-based policy allows the iam:TagOpenIDConnectProvider action",
    );
  });
});
