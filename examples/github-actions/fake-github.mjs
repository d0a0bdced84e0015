// Plays the token service that GitHub has for its jobs, so that the workflow's command and the role's trust policy can be
// tried at home. Writes its public keys to a file, and prints what a job finds in its environment as export lines.
// Usage: node fake-github.mjs KEYS-FILE SUBJECT [PORT]
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

const ISSUER = "https://token.actions.githubusercontent.com";
const [keysFile, subject, portToTake = "4571"] = process.argv.slice(2);
if (keysFile === undefined || subject === undefined) {
  console.error("usage: node fake-github.mjs KEYS-FILE SUBJECT [PORT]");
  process.exit(64);
}

const { privateKey, publicKey } = await generateKeyPair("RS256");
const header = { alg: "RS256", kid: randomUUID(), typ: "JWT" };
writeFileSync(keysFile, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), ...header, use: "sig" }] }));

/** A token as GitHub signs them, but for the claims that AWS does not look at. */
function tokenFor(sub, audience) {
  const claims = { sub, aud: audience, ref: sub.split(":ref:")[1], jti: randomUUID() };
  return new SignJWT(claims).setProtectedHeader(header).setIssuer(ISSUER).setIssuedAt().setExpirationTime("5m");
}

const bearer = randomUUID();
const server = createServer(async ({ url, headers }, response) => {
  const { searchParams } = new URL(url, "http://127.0.0.1");
  if (headers.authorization !== `bearer ${bearer}`) {
    response.writeHead(401).end();
    return;
  }
  const value = await tokenFor(searchParams.get("sub"), searchParams.get("audience")).sign(privateKey);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ value }));
});
await once(server.listen(Number(portToTake), "127.0.0.1"), "listening");

// GitHub knows whose job it is; here the URL says so, and can be changed to that of another branch.
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
const address = `http://127.0.0.1:${port}/token?sub=${encodeURIComponent(subject)}`;
console.log(`export ACTIONS_ID_TOKEN_REQUEST_URL='${address}'`);
console.log(`export ACTIONS_ID_TOKEN_REQUEST_TOKEN=${bearer}`);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
