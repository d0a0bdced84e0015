import type { Draft } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** Providers that everybody can have an identity of, whose audience says nothing of who it is. */
const PUBLIC_PROVIDERS: ReadonlySet<string> = new Set(["token.actions.githubusercontent.com", "gitlab.com"]);

/** Trust in an identity provider without saying in whom of those that it knows. */
export const unboundFederation: Rule = ({ compiled, conditions, pointer }, { document }) => {
  if (document.kind !== "trust" || compiled.effect === "Deny") return [];
  const providers = (compiled.principal?.entries ?? [])
    .filter(({ form, text }) => form === "federated" && !text.includes(":saml-provider/"))
    .map(({ text }) => text.replace(/^arn:[^/]*:oidc-provider\//, ""));
  const keys = conditions.map(({ condition }) => condition.contextKey);
  return providers
    .filter((provider) => !isBound(provider.toLowerCase(), keys))
    .map((provider): Draft => {
      const message = `the role is for everybody whom \`${provider}\` knows`;
      const hint = `Add a condition on \`${provider}:${PUBLIC_PROVIDERS.has(provider) ? "sub" : "aud"}\`.`;
      return { code: "UnboundFederation", pointer: `${pointer}/Principal`, message, hint };
    });
};

function isBound(provider: string, keys: readonly string[]): boolean {
  const own = keys.filter((key) => key.startsWith(`${provider}:`));
  return PUBLIC_PROVIDERS.has(provider) ? own.some((key) => key !== `${provider}:aud`) : own.length > 0;
}
