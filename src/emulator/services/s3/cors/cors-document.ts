import { children, childText, type XmlElement, type XmlObject } from "../../../../wire/index.ts";
import { invalidRequest, malformedXml } from "../errors.ts";
import type { CorsRule } from "./cors-rule.ts";

const MAX_RULES = 100;
const MAX_ID_CHARACTERS = 255;
const METHODS: ReadonlySet<string> = new Set(["GET", "PUT", "HEAD", "POST", "DELETE"]);

/**
 * Reads a `CORSConfiguration`.
 *
 * @throws AwsError `MalformedXML`, `InvalidRequest`.
 */
export function readCorsRules(root: XmlElement): readonly CorsRule[] {
  const rules = children(root, "CORSRule").map(readRule);
  if (rules.length === 0) throw malformedXml();
  if (rules.length > MAX_RULES) {
    throw invalidRequest(`The number of CORS rules should not exceed allowed limit of ${MAX_RULES} rules.`);
  }
  return rules;
}

function readRule(element: XmlElement): CorsRule {
  const [id, maxAge] = [childText(element, "ID"), childText(element, "MaxAgeSeconds")];
  const rule = {
    allowedHeaders: texts(element, "AllowedHeader"),
    allowedMethods: texts(element, "AllowedMethod"),
    allowedOrigins: texts(element, "AllowedOrigin"),
    exposeHeaders: texts(element, "ExposeHeader"),
  };
  if (rule.allowedMethods.length === 0 || rule.allowedOrigins.length === 0) throw malformedXml();
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge.trim())) throw malformedXml();
  if (id !== undefined && id.length > MAX_ID_CHARACTERS) throw malformedXml();
  check(rule);
  return {
    ...rule,
    ...(id === undefined ? {} : { id }),
    ...(maxAge === undefined ? {} : { maxAgeSeconds: Number(maxAge) }),
  };
}

function check({ allowedHeaders, allowedMethods, allowedOrigins, exposeHeaders }: CorsRule): void {
  const unknown = allowedMethods.find((method) => !METHODS.has(method));
  if (unknown !== undefined) {
    throw invalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${unknown}`);
  }
  const twoStars = (text: string): boolean => text.split("*").length > 2;
  const origin = allowedOrigins.find(twoStars);
  if (origin !== undefined) throw invalidRequest(`AllowedOrigin "${origin}" can not have more than one wildcard.`);
  const name = allowedHeaders.find(twoStars);
  if (name !== undefined) throw invalidRequest(`AllowedHeader "${name}" can not have more than one wildcard.`);
  const exposed = exposeHeaders.find((text) => text.includes("*"));
  if (exposed !== undefined) {
    throw invalidRequest(
      `ExposeHeader "${exposed}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
    );
  }
}

function texts(element: XmlElement, name: string): readonly string[] {
  return children(element, name).map(({ text }) => text);
}

/** Rules as GetBucketCors shows them. */
export function corsContent(rules: readonly CorsRule[]): XmlObject {
  return {
    CORSRule: rules.map((rule) => ({
      ID: rule.id,
      AllowedHeader: rule.allowedHeaders,
      AllowedMethod: rule.allowedMethods,
      AllowedOrigin: rule.allowedOrigins,
      ExposeHeader: rule.exposeHeaders,
      MaxAgeSeconds: rule.maxAgeSeconds,
    })),
  };
}
