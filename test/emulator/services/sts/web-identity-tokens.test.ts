import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { iamOf, makeRole } from "../iam/identities.ts";
import { AUDIENCE, addProvider, assumeWithToken, type Issuer, makeIssuer, trustProvider } from "./oidc.ts";

const invalid = (message: string) => ({ code: "InvalidIdentityToken", status: 400, message });
const NOT_A_JWT = invalid(
  "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
);
const NO_KEY = invalid(
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
);
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

describe("the tokens that AssumeRoleWithWebIdentity takes", () => {
  let emulator: Emulator;
  let issuer: Issuer;
  let elliptic: Issuer;
  beforeAll(async () => {
    issuer = await makeIssuer("https://idp.example.com/tenant");
    elliptic = await makeIssuer("https://ec.example.com", { alg: "ES256" });
    emulator = await startTestEmulator({
      oidcKeySets: { [issuer.issuer]: issuer.keySet, [elliptic.issuer]: elliptic.keySet },
    });
    const providerArn = await addProvider(emulator, issuer.issuer, [AUDIENCE, "client"]);
    await addProvider(emulator, elliptic.issuer);
    await makeRole(iamOf(emulator), { name: "deployer", trustPolicy: trustProvider(providerArn) });
  });
  afterAll(() => emulator.close());

  const take = async (WebIdentityToken: string) => assumeWithToken(emulator, { WebIdentityToken });
  const refused = async (token: string | Promise<string>) => refusal(take(await token));

  it("are answered with the subject, the provider, the audience and credentials", async () => {
    const answer = await take(await issuer.token());
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: "alice",
      Provider: "arn:aws:iam::111111111111:oidc-provider/idp.example.com/tenant",
      Audience: AUDIENCE,
      AssumedRoleUser: {
        Arn: "arn:aws:sts::111111111111:assumed-role/deployer/session",
        AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:session$/),
      },
      Credentials: { AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) },
    });
    expect(answer.PackedPolicySize).toBeUndefined();
    expect(answer.SourceIdentity).toBeUndefined();
  });

  it("may be signed with ES256", async () => {
    // The role trusts another provider, so this token is verified and then refused.
    expect(await refused(elliptic.token())).toMatchObject({ code: "AccessDenied" });
  });

  it("are JWTs", async () => {
    expect(await refused("not-a-token")).toEqual(NOT_A_JWT);
    expect(await refused("a.b.c")).toEqual(NOT_A_JWT);
    expect(await refused(`${"e".repeat(100)}.e.e`)).toEqual(NOT_A_JWT);
  });

  it("are signed, and not with a secret that is shared", async () => {
    const claims = { iss: issuer.issuer, sub: "alice", aud: AUDIENCE, iat: nowSeconds(), exp: nowSeconds() + 60 };
    expect(await refused(new UnsecuredJWT(claims).encode())).toEqual(NOT_A_JWT);
    const secret = new TextEncoder().encode(JSON.stringify(issuer.keySet.keys[0]));
    for (const kid of ["key-1", "other"]) {
      const shared = new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid }).sign(secret);
      expect(await refused(shared)).toEqual(NOT_A_JWT);
    }
  });

  it("are signed with a key of their issuer", async () => {
    const thief = await makeIssuer(issuer.issuer);
    expect(await refused(thief.token())).toEqual(invalid("Token signature invalid."));
    const unknown = await makeIssuer(issuer.issuer, { kid: "key-2" });
    expect(await refused(unknown.token())).toEqual(NO_KEY);
    const [head, body, signature] = (await issuer.token()).split(".");
    const changed = Buffer.from(
      Buffer.from(body ?? "", "base64url")
        .toString()
        .replace("alice", "mallo"),
    ).toString("base64url");
    expect(await refused(`${head}.${changed}.${signature}`)).toEqual(invalid("Token signature invalid."));
  });

  it("are of an issuer that the account has as a provider, to the letter", async () => {
    for (const iss of [
      "https://idp.example.com",
      "https://idp.example.com/tenant/",
      "https://IDP.example.com/tenant",
    ]) {
      expect(await refused(issuer.token({ iss }))).toEqual(
        invalid(`No OpenIDConnect provider found in your account for ${iss}`),
      );
    }
  });

  it.each(["iss", "sub", "aud", "exp", "iat"])("have the claim %s", async (claim) => {
    expect(await refused(issuer.token({ [claim]: undefined }))).toEqual(invalid(`Missing a required claim: ${claim}`));
  });

  it("expire, five minutes after they say so", async () => {
    await take(await issuer.token({ exp: nowSeconds() - 200 }));
    const exp = nowSeconds() - 400;
    const answer = await refused(issuer.token({ exp }));
    expect(answer).toMatchObject({ code: "ExpiredTokenException", status: 400 });
    expect(answer.message).toMatch(
      new RegExp(`^Token expired: current date/time \\d+ must be before the expiration date/time ${exp}$`),
    );
  });

  it.each(["iat", "nbf"])("are not of the future by %s", async (claim) => {
    await take(await issuer.token({ [claim]: nowSeconds() + 200 }));
    const early = issuer.token({ [claim]: nowSeconds() + 400 });
    expect(await refused(early)).toMatchObject({ code: "InvalidIdentityToken", status: 400 });
  });

  it("are for one of the provider's client ids", async () => {
    const wrong = invalid("Incorrect token audience");
    expect(await refused(issuer.token({ aud: "another" }))).toEqual(wrong);
    expect(await refused(issuer.token({ aud: [] }))).toEqual(wrong);
    expect(await take(await issuer.token({ aud: ["another", "client"] }))).toMatchObject({ Audience: "client" });
  });

  it("are for their authorised party, where they name one", async () => {
    expect(await take(await issuer.token({ aud: ["another"], azp: "client" }))).toMatchObject({ Audience: "client" });
    expect(await refused(issuer.token({ aud: AUDIENCE, azp: "another" }))).toEqual(invalid("Incorrect token audience"));
  });

  it("are never repeated in a refusal", async () => {
    const WebIdentityToken = "secret".repeat(4000);
    const answer = await refusal(assumeWithToken(emulator, { WebIdentityToken }));
    expect(answer).toEqual({
      code: "ValidationError",
      status: 400,
      message:
        "1 validation error detected: Value '***' at 'webIdentityToken' failed to satisfy constraint: Member must have length less than or equal to 20000",
    });
  });
});

describe("the expiry of tokens on the emulator's clock", () => {
  it("follows the clock when it is moved", async () => {
    const issuer = await makeIssuer("https://idp.example.com");
    const emulator = await startTestEmulator({ oidcKeySets: { [issuer.issuer]: issuer.keySet } });
    try {
      const providerArn = await addProvider(emulator, issuer.issuer);
      await makeRole(iamOf(emulator), { name: "deployer", trustPolicy: trustProvider(providerArn) });
      const WebIdentityToken = await issuer.token();
      await assumeWithToken(emulator, { WebIdentityToken });
      emulator.advanceClock(3600 + 301);
      expect(await refusal(assumeWithToken(emulator, { WebIdentityToken }))).toMatchObject({
        code: "ExpiredTokenException",
      });
    } finally {
      await emulator.close();
    }
  });
});
