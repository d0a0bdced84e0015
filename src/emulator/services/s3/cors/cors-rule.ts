/** Which pages of which origins may do what with a bucket's objects in a browser. */
export interface CorsRule {
  readonly id?: string;
  /** With at most one `*` each. */
  readonly allowedHeaders: readonly string[];
  readonly allowedMethods: readonly string[];
  /** With at most one `*` each. */
  readonly allowedOrigins: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
}

/** What a browser asks for, in a preflight or with the request itself. */
export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  /** In lower case. */
  readonly headers: readonly string[];
}

/** The first rule that lets the page do what it asks for. */
export function matchingRule(rules: readonly CorsRule[], question: CorsQuestion): CorsRule | undefined {
  return rules.find(
    ({ allowedOrigins, allowedMethods, allowedHeaders }) =>
      allowedOrigins.some((pattern) => fits(pattern, question.origin)) &&
      allowedMethods.includes(question.method) &&
      question.headers.every((name) => allowedHeaders.some((pattern) => fits(pattern.toLowerCase(), name))),
  );
}

/** What the browser is told of the rule. */
export function ruleHeaders(rule: CorsRule, { origin, headers }: CorsQuestion): Record<string, string> {
  const everybody = rule.allowedOrigins.includes("*");
  return {
    "access-control-allow-origin": everybody ? "*" : origin,
    "access-control-allow-methods": rule.allowedMethods.join(", "),
    ...(headers.length === 0 ? {} : { "access-control-allow-headers": headers.join(", ") }),
    ...(rule.exposeHeaders.length === 0 ? {} : { "access-control-expose-headers": rule.exposeHeaders.join(", ") }),
    ...(rule.maxAgeSeconds === undefined ? {} : { "access-control-max-age": String(rule.maxAgeSeconds) }),
    ...(everybody ? {} : { "access-control-allow-credentials": "true" }),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

/** Whether a text fits a pattern with at most one `*`. */
function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star === -1) return pattern === text;
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}
