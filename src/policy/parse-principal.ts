import { tryParseArn } from "../core/index.ts";
import { isJsonObject, type JsonObject, type PlacedText, readTexts } from "./json-values.ts";
import type { PrincipalElement, PrincipalEntry } from "./model.ts";
import { inside, type Place, type Refusal, refuse } from "./refusal.ts";

type PrincipalType = "AWS" | "Service" | "Federated" | "CanonicalUser";

const READERS: Readonly<Record<PrincipalType, (text: string) => PrincipalEntry | undefined>> = {
  AWS: readAws,
  Service: readService,
  Federated: readFederated,
  CanonicalUser: readCanonicalUser,
};

/**
 * Reads `Principal` or `NotPrincipal`: `"*"`, or an object whose keys are kinds of principal.
 *
 * @throws PolicyError where both are absent or a principal is not well formed.
 */
export function parsePrincipal(statement: JsonObject, place: Place): PrincipalElement {
  const name = statement.Principal === undefined ? "NotPrincipal" : "Principal";
  const value = statement[name];
  if (value === undefined) {
    const problem = { type: "missing-field", field: "Principal" } as const;
    refuse(place, { problem, message: "a statement has no `Principal`" });
  }
  return { negated: name === "NotPrincipal", entries: readEntries(value, inside(place, name)) };
}

function readEntries(value: unknown, place: Place): readonly PrincipalEntry[] {
  if (value === "*") return [everyone("*")];
  if (typeof value === "string") {
    refuse(place, {
      problem: place.kind === "trust" ? badPrincipal("AWS", value) : { type: "bad-principal-text" },
      message: `the principal \`${value}\` is neither \`*\` nor an object`,
      hint: `Write {"AWS": "${value}"}.`,
    });
  }
  if (!isJsonObject(value) || Object.keys(value).length === 0) {
    refuse(place, { problem: { type: "syntax" }, message: "the principal is neither `*` nor an object" });
  }
  return Object.entries(value).flatMap(([type, names]) => readType(type, names, inside(place, type)));
}

function readType(type: string, names: unknown, place: Place): readonly PrincipalEntry[] {
  if (!isPrincipalType(type)) {
    refuse(place, {
      problem: { type: "syntax" },
      message: `\`${type}\` is not a kind of principal`,
      hint: `The kinds are ${Object.keys(READERS).join(", ")}.`,
    });
  }
  const empty: Refusal = { problem: { type: "syntax" }, message: `the list of \`${type}\` principals is empty` };
  return readTexts(names, place, empty).map((one) => readEntry(type, one));
}

function readEntry(type: PrincipalType, { text, place }: PlacedText): PrincipalEntry {
  const entry = READERS[type](text);
  if (entry !== undefined) return entry;
  return refuse(place, {
    problem: badPrincipal(type, text),
    message: `\`${text}\` is not a principal of the kind \`${type}\``,
    hint: /[*?]/.test(text) ? "Wildcards are not read inside a principal; only `*` alone is." : undefined,
  });
}

function badPrincipal(principalType: PrincipalType, value: string): Refusal["problem"] {
  return { type: "bad-principal", principalType, value };
}

function isPrincipalType(type: string): type is PrincipalType {
  return Object.hasOwn(READERS, type);
}

function everyone(text: string): PrincipalEntry {
  return { form: "everyone", text, value: "*" };
}

function readAws(text: string): PrincipalEntry | undefined {
  if (text === "*") return everyone(text);
  if (/^\d{12}$/.test(text)) return { form: "account", text, value: text };
  if (/^(AIDA|AROA)[A-Z0-9]{12,124}$/.test(text)) return { form: "unique-id", text, value: text };
  return readAwsArn(text);
}

function readAwsArn(text: string): PrincipalEntry | undefined {
  const arn = tryParseArn(text);
  if (arn === undefined || arn.region !== "" || !/^\d{12}$/.test(arn.accountId) || /[*?]/.test(text)) return undefined;
  const [type, ...names] = arn.resource.split("/");
  if (names.includes("")) return undefined;
  if (arn.service === "iam") {
    if (arn.resource === "root") return { form: "account", text, value: arn.accountId };
    if ((type === "user" || type === "role") && names.length > 0) return { form: type, text, value: text };
  }
  if (arn.service === "sts") {
    if (type === "assumed-role" && names.length === 2) return { form: "role-session", text, value: text };
    if (type === "federated-user" && names.length === 1) return { form: "federated-user", text, value: text };
  }
  return undefined;
}

function readService(text: string): PrincipalEntry | undefined {
  const isHost = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com|amazonaws\.com\.cn|aws\.internal)$/.test(text);
  return isHost ? { form: "service", text, value: text } : undefined;
}

/** A provider's ARN, or the host of one that AWS knows by itself, such as `accounts.google.com`. */
function readFederated(text: string): PrincipalEntry | undefined {
  const arn = tryParseArn(text);
  const isProviderArn = arn?.service === "iam" && /^(oidc-provider|saml-provider)\/[^*?]+$/.test(arn.resource);
  const isHost = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(text);
  return isProviderArn || isHost ? { form: "federated", text, value: text } : undefined;
}

function readCanonicalUser(text: string): PrincipalEntry | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? { form: "canonical-user", text, value: text } : undefined;
}
