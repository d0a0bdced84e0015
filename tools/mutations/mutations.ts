/** One way to break the product, which the tests must notice. */
export interface Mutation {
  /** What is broken, as the report says it. */
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** The breaks that would let a credential do what it must not, or refuse what it may. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "keys are not escaped in session policies",
    file: "src/policy/escape.ts",
    find: "return text.replace(/[$*?]/g, (character) => `\\${${character}}`);",
    replace: "return text;",
  },
  {
    name: "session policies do not limit",
    file: "src/policy/combine.ts",
    find: 'if (verdicts.session === GRANT.none && bypass < GRANT.direct) return "session";',
    replace: "",
  },
  {
    name: "the trust policy's conditions are not looked at",
    file: "src/policy/match.ts",
    find: "if (!conditionHolds(condition, context)) return GRANT.none;",
    replace: "if (statement.resource !== undefined && !conditionHolds(condition, context)) return GRANT.none;",
  },
  {
    name: "the trust policy need not allow",
    file: "src/policy/combine.ts",
    find: "return sets.resourcePolicyRequired === true || areAccountsDifferent(request) || !hasIdentity(request);",
    replace: "return areAccountsDifferent(request) || !hasIdentity(request);",
  },
  {
    name: "an explicit deny does not win",
    file: "src/policy/match.ts",
    find: 'if (statement.effect === "Deny") return DENIED;',
    replace: 'if (statement.effect === "Deny") continue;',
  },
  {
    name: "the permissions boundary does not limit",
    file: "src/policy/combine.ts",
    find: 'if (verdicts.boundary === GRANT.none && bypass < GRANT.direct) return "boundary";',
    replace: "",
  },
  {
    name: "a grant to a role bypasses the session policy",
    file: "src/policy/principal.ts",
    find: 'return principal.type === "role-session" && principal.roleArn === value ? GRANT.limited : GRANT.none;',
    replace: 'return principal.type === "role-session" && principal.roleArn === value ? GRANT.direct : GRANT.none;',
  },
  {
    name: "a grant to the account needs no identity policy",
    file: "src/policy/principal.ts",
    find: "return accountOf(principal) === value ? GRANT.delegation : GRANT.none;",
    replace: "return accountOf(principal) === value ? GRANT.limited : GRANT.none;",
  },
  {
    name: "the resource's account decides alone across accounts",
    file: "src/policy/combine.ts",
    find: "accountsDiffer ? GRANT.none : resourceGrant);",
    replace: "resourceGrant);",
  },
  {
    name: "one level of SCPs is enough",
    file: "src/policy/organization.ts",
    find: "return verdicts.includes(GRANT.none) ? GRANT.none : GRANT.direct;",
    replace: "return verdicts.includes(GRANT.direct) ? GRANT.direct : GRANT.none;",
  },
  {
    name: "RCPs do not limit strangers",
    file: "src/policy/organization.ts",
    find: 'return layer === "rcp" || accountOf(principal) !== undefined ? levels : undefined;',
    replace: "return accountOf(principal) !== undefined ? levels : undefined;",
  },
  {
    name: "a variable without a value is empty",
    file: "src/policy/template.ts",
    find: '      if (typeof value !== "string") return undefined;\n      text += value;',
    replace: '      text += typeof value === "string" ? value : "";',
  },
  {
    name: "ForAnyValue holds for an absent key",
    file: "src/policy/condition.ts",
    find: 'if (quantifier !== undefined) return quantifier === "ForAllValues";',
    replace: "if (quantifier !== undefined) return true;",
  },
  {
    name: "IfExists is not looked at",
    file: "src/policy/condition.ts",
    find: "if (ifExists) return true;",
    replace: "",
  },
  {
    name: "variables are read in documents of 2008-10-17",
    file: "src/policy/parse.ts",
    find: 'variables: version === "2012-10-17"',
    replace: "variables: true",
  },
  {
    name: "a star in an ARN's account reaches over the colon",
    file: "src/policy/pattern.ts",
    find: "if (parts === undefined) return compileGlob(text, variables);",
    replace: 'if (parts === undefined || text !== "") return compileGlob(text, variables);',
  },
];
