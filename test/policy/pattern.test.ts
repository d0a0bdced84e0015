import { describe, expect, test } from "vitest";
import { globMatches } from "../../src/policy/glob.ts";
import { compileAction, compileArn, compileGlob, compileLiteral, splitArn } from "../../src/policy/pattern.ts";
import { toGlobUnits, tokenise, variableFault } from "../../src/policy/template.ts";

const NOTHING = new Map<string, string>();

describe("a glob", () => {
  test.each([
    ["", "", true],
    ["", "a", false],
    ["*", "", true],
    ["**", "anything", true],
    ["?", "", false],
    ["a*c", "abbbc", true],
    ["a*c", "abbbcd", false],
    ["*ab*ab", "abab", true],
    ["*ab*ab", "abxab", true],
    ["*ab*ab", "aab", false],
    ["*aab", "aaab", true],
    ["?*?", "a", false],
    ["?*?", "😀", false],
    ["?*?", "a😀", true],
    ["*?", "😀", true],
    ["a.c", "abc", false],
    ["[ab]", "a", false],
    ["a\\*", "a\\b", true],
  ])("%j against %j is %j", (pattern, text, expected) => {
    expect(compileGlob(pattern, false)(text, NOTHING)).toBe(expected);
  });

  test("does a bounded amount of work where a regular expression would run for ever", () => {
    const units = toGlobUnits(tokenise(`${"*a".repeat(500)}b`, { wildcards: true, variables: false }));
    let reads = 0;
    const counted = new Proxy(units, {
      get: (target, key) => {
        reads++;
        return Reflect.get(target, key);
      },
    });
    expect(globMatches(counted, "a".repeat(1000))).toBe(false);
    expect(reads).toBeLessThan(2 * units.length * 1000);
  });
});

describe("an ARN pattern", () => {
  test("keeps each wildcard of its head within its part", () => {
    const matches = compileArn("arn:aws:s3:*:*:b/*", false);
    expect(matches("arn:aws:s3:::b/k", NOTHING)).toBe(true);
    expect(matches("arn:aws:s3:eu-west-1:111122223333:b/k", NOTHING)).toBe(true);
    expect(matches("arn:aws:s3:a:b:c:b/k", NOTHING)).toBe(false);
  });

  test("is not divided by the colons of its variables", () => {
    expect(splitArn(`arn:aws:iam::\${aws:PrincipalAccount}:user/x:y`, true)).toEqual([
      "arn",
      "aws",
      "iam",
      "",
      `\${aws:PrincipalAccount}`,
      "user/x:y",
    ]);
  });

  test("does not let the value of a variable add parts", () => {
    const matches = compileArn(`arn:aws:iam::\${aws:userid}:*`, true);
    expect(matches("arn:aws:iam::1:2:x", new Map([["aws:userid", "1:2"]]))).toBe(false);
  });
});

describe("an action pattern", () => {
  test("reads no variables", () => {
    expect(compileAction("s3:*").matches("S3:GetObject", NOTHING)).toBe(true);
    expect(compileAction(`s3:\${*}`).matches("s3:*", NOTHING)).toBe(false);
  });
});

describe("a literal", () => {
  test("stands for a text of the request where it has a variable", () => {
    const literal = compileLiteral(`a-\${aws:username}-\${*}`, true);
    expect(literal(new Map([["aws:username", "x"]]))).toBe("a-x-*");
    expect(literal(NOTHING)).toBeUndefined();
  });

  test("of version 2008-10-17 is the text as it stands", () => {
    expect(compileLiteral(`\${aws:username}`, false)(NOTHING)).toBe(`\${aws:username}`);
  });

  test("may have a brace in the default of a variable", () => {
    expect(compileLiteral(`\${aws:username, 'a}b'}c`, true)(NOTHING)).toBe("a}bc");
  });
});

describe("a variable", () => {
  test.each([
    `\${`,
    `a\${b`,
    `\${}`,
    `\${ }`,
    `\${a:b,}`,
    `\${a:b, c}`,
    `\${a:b 'c'}`,
    `\${*a}`,
    `\${a\${b}}`,
    `\${a, 'b}`,
  ])("is refused as %s", (text) => {
    expect(variableFault(text)).toBeTypeOf("string");
  });

  test.each(["$", "$$", "a$b", `\${*}\${?}\${$}`, `\${a:b/c d}`, `\${ a:b , 'c' }`, `\${a, ''}`])(
    "is read in %s",
    (text) => {
      expect(variableFault(text)).toBeUndefined();
    },
  );
});
