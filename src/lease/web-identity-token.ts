import { readFile } from "node:fs/promises";
import { KeyleaseError } from "../core/index.ts";
import { githubActionsToken } from "./github-actions-token.ts";
import type { TokenNeeds, WebIdentity } from "./web-identity.ts";

/** Where EKS puts the token of a pod's service account (IRSA), whose audience is STS. */
const EKS_TOKEN_FILE = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token";
/** STS takes 4 to 20,000 characters. */
const MAX_TOKEN_CHARACTERS = 20_000;

/**
 * Reads a web identity token, anew each time: Kubernetes and GitHub replace theirs within the hour.
 *
 * @throws KeyleaseError `TokenUnavailable`. What was read is never part of it.
 */
export async function readWebIdentityToken(source: WebIdentity, needs: TokenNeeds): Promise<string> {
  const token = (await rawToken(source, needs)).trim();
  // Three parts of base64url, as JWTs are; a page of HTML or an empty file would be refused later and less clearly.
  if (token.length <= MAX_TOKEN_CHARACTERS && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return token;
  throw new KeyleaseError("TokenUnavailable", "what was given as web identity token is not a JSON Web Token", {
    hint: "Check that the file or the program gives the token alone.",
  });
}

async function rawToken(source: WebIdentity, needs: TokenNeeds): Promise<string> {
  if ("token" in source) return typeof source.token === "function" ? await source.token() : source.token;
  if ("tokenFile" in source) return readTokenFile(source.tokenFile);
  if (source.from === "github-actions") return githubActionsToken(source.audience, needs);
  return readTokenFile(needs.environment.AWS_WEB_IDENTITY_TOKEN_FILE || EKS_TOKEN_FILE);
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new KeyleaseError("TokenUnavailable", `the web identity token file \`${path}\` cannot be read`, {
      hint: "Name the file that holds the token; in a pod, check that its service account has a role.",
      cause,
    });
  }
}
