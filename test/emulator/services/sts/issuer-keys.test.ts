import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { iamOf, makeRole } from "../iam/identities.ts";
import { addProvider, assumeWithToken, type Issuer, makeIssuer, serveDocuments, trustProvider } from "./oidc.ts";

const NO_KEY = { code: "InvalidIdentityToken", status: 400 };

describe("the keys that an issuer on loopback publishes", () => {
  let emulator: Emulator;
  let web: Awaited<ReturnType<typeof serveDocuments>>;
  let issuer: Issuer;
  /** What is served, by path. */
  let documents: Record<string, string | { readonly status: number; readonly location: string }>;
  beforeEach(async () => {
    documents = {};
    web = await serveDocuments((path) => documents[path]);
    issuer = await makeIssuer(`${web.url}/tenant`);
    publish(issuer);
    emulator = await startTestEmulator();
    const providerArn = await addProvider(emulator, issuer.issuer);
    await makeRole(iamOf(emulator), { name: "deployer", trustPolicy: trustProvider(providerArn) });
  });
  afterEach(async () => {
    await emulator.close();
    await web.close();
  });

  const publish = ({ issuer: name, keySet }: Issuer, configuration: object = {}): void => {
    documents["/tenant/.well-known/openid-configuration"] = JSON.stringify({
      issuer: name,
      jwks_uri: `${web.url}/keys`,
      ...configuration,
    });
    documents["/keys"] = JSON.stringify(keySet);
  };
  const take = async (from = issuer) => assumeWithToken(emulator, { WebIdentityToken: await from.token() });

  it("are found by discovery, and kept", async () => {
    await take();
    await take();
    expect(web.asked).toEqual(["/tenant/.well-known/openid-configuration", "/keys"]);
    emulator.advanceClock(1800);
    await assumeWithToken(emulator, {
      WebIdentityToken: await issuer.token({ exp: Math.floor(emulator.now().getTime() / 1000) + 60 }),
    });
    expect(web.asked).toHaveLength(2);
  });

  it("are asked for again for a key that is new, but not with every token", async () => {
    await take();
    const rotated = await makeIssuer(issuer.issuer, { kid: "key-2" });
    publish(rotated);
    expect(await refusal(take(rotated))).toMatchObject(NO_KEY);
    expect(web.asked).toHaveLength(2);
    emulator.advanceClock(31);
    await take(rotated);
    expect(web.asked).toHaveLength(4);
  });

  it("are asked for again when they could not be had", async () => {
    const known = documents["/keys"] as string;
    delete documents["/keys"];
    expect(await refusal(take())).toMatchObject(NO_KEY);
    documents["/keys"] = known;
    await take();
  });

  it.each<[string, () => void]>([
    ["another issuer's configuration", () => publish(issuer, { issuer: "https://elsewhere.example.com" })],
    ["keys by plain http elsewhere", () => publish(issuer, { jwks_uri: "http://keys.example.com/" })],
    ["no address of keys", () => publish(issuer, { jwks_uri: undefined })],
    ["an address that is none", () => publish(issuer, { jwks_uri: "keys" })],
    [
      "a redirect",
      () => {
        documents["/keys"] = { status: 302, location: `${web.url}/other` };
      },
    ],
    [
      "keys that are no JSON",
      () => {
        documents["/keys"] = "<html>";
      },
    ],
    [
      "a key set that is a list",
      () => {
        documents["/keys"] = "[]";
      },
    ],
    [
      "keys that are no list",
      () => {
        documents["/keys"] = '{"keys":{}}';
      },
    ],
    [
      "a document of more than 512 KiB",
      () => {
        documents["/keys"] = JSON.stringify({ ...issuer.keySet, x: "x".repeat(600_000) });
      },
    ],
    [
      "more keys than AWS takes",
      () => {
        documents["/keys"] = JSON.stringify({ keys: Array(101).fill(issuer.keySet.keys[0]) });
      },
    ],
    [
      "a key that is broken",
      () => {
        documents["/keys"] = JSON.stringify({ keys: [{ ...issuer.keySet.keys[0], n: "" }] });
      },
    ],
  ])("are not taken from %s", async (_what, change) => {
    change();
    expect(await refusal(take())).toEqual({
      ...NO_KEY,
      message:
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    });
    expect(web.asked).not.toContain("/other");
  });

  it("cannot be had where nobody answers", async () => {
    await web.close();
    expect(await refusal(take())).toMatchObject({ code: "IDPCommunicationError", status: 400 });
  });

  it("are tried one by one where the token names none", async () => {
    const second = await makeIssuer(issuer.issuer);
    const keys = [second.keySet.keys[0], issuer.keySet.keys[0]].map((key, i) => ({ ...key, kid: `other-${i}` }));
    documents["/keys"] = JSON.stringify({ keys });
    const WebIdentityToken = await issuer.token({}, { kid: undefined as unknown as string });
    await assumeWithToken(emulator, { WebIdentityToken });
    const thief = await makeIssuer(issuer.issuer);
    const forged = await thief.token({}, { kid: undefined as unknown as string });
    expect(await refusal(assumeWithToken(emulator, { WebIdentityToken: forged }))).toMatchObject({
      message: "Token signature invalid.",
    });
  });
});

describe("an issuer elsewhere", () => {
  it("is not made a provider by plain http", async () => {
    const emulator = await startTestEmulator();
    try {
      const refused = addProvider(emulator, "http://idp.example.com");
      expect(await refusal(refused)).toMatchObject({ code: "InvalidInput", status: 400 });
    } finally {
      await emulator.close();
    }
  });
});
