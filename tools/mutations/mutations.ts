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
    name: "prefixes are not escaped in session policies",
    file: "src/lease/session-policy.ts",
    find: "return [`${escapeLiteral(scope.prefix)}*`];",
    replace: "return [`${scope.prefix}*`];",
  },
  {
    name: "one key and several are written as patterns",
    file: "src/lease/session-policy.ts",
    find: ": [scope.key]).map(escapeLiteral);",
    replace: ": [scope.key]);",
  },
  {
    name: "a prefix need not end in a slash",
    file: "src/lease/scope.ts",
    find: 'if (prefix.endsWith("/")) return prefix;',
    replace: "if (prefix.length > 0) return prefix;",
  },
  {
    name: "an empty prefix is a lease of the whole bucket",
    file: "src/lease/scope.ts",
    find: 'if (prefix === "") throw emptyScope("key");',
    replace: 'if (prefix === "") return prefix;',
  },
  {
    name: "nobody is asked before a lease is minted",
    file: "src/lease/lease.ts",
    find: "await options.authorise?.(plan);",
    replace: "",
  },
  {
    name: "a lease is minted while somebody still thinks about it",
    file: "src/lease/lease.ts",
    find: "await options.authorise?.(plan);",
    replace: "const thinking = options.authorise?.(plan);\n  thinking?.catch(() => {});",
  },
  {
    name: "a lease is authorised after the caller was found",
    file: "src/lease/lease.ts",
    find: "await options.authorise?.(plan);\n    const minter = await Minter.open({ plan, options });",
    replace: "const minter = await Minter.open({ plan, options });\n    await options.authorise?.(plan);",
  },
  {
    name: "what is authorised can be changed before it is minted",
    file: "src/lease/session-tags.ts",
    find: "return tags.map((tag) => ({ ...tag }));",
    replace: "return tags;",
  },
  {
    name: "write-once lets a completion without its header pass",
    file: "src/lease/session-policy.ts",
    find: 'BoolIfExists: { "s3:ObjectCreationOperation": "true" },',
    replace: 'BoolIfExists: { "s3:ObjectCreationOperation": "false" },',
  },
  {
    name: "required headers may be left out",
    file: "src/lease/session-policy.ts",
    find: "Condition: { StringNotEquals: { [key]: value } } };",
    replace: "Condition: { StringNotEqualsIfExists: { [key]: value } } };",
  },
  {
    name: "tags that were required can be taken off again",
    file: "src/lease/session-policy.ts",
    find: 'denyUnless(["s3:PutObject", "s3:PutObjectTagging"],',
    replace: 'denyUnless(["s3:PutObject"],',
  },
  {
    name: "networks are not looked at for listings",
    file: "src/lease/session-policy.ts",
    find: '[{ Effect: "Deny", Action: "s3:*", Resource: "*", Condition: condition }]',
    replace: '[{ Effect: "Deny", Action: "s3:PutObject", Resource: "*", Condition: condition }]',
  },
  {
    name: "the account that was expected is not looked at",
    file: "src/lease/guards.ts",
    find: "if (expected === undefined || expected === accountId) return;",
    replace: "if (expected !== accountId) return;",
  },
  {
    name: "a lease of a prefix covers every key",
    file: "src/lease/covers.ts",
    find: "return key.startsWith(scope.prefix);",
    replace: "return key.length >= scope.prefix.length;",
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
