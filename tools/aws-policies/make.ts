import { createHash } from "node:crypto";
import { brotliCompressSync, constants } from "node:zlib";
import { parsePolicy } from "../../src/policy/index.ts";

/** One policy as moto's module of AWS managed policies has it. */
interface MotoPolicy {
  readonly Path: string;
  readonly CreateDate: string;
  readonly UpdateDate: string;
  readonly DefaultVersionId: string;
  readonly Document: JsonObject;
  /** In modules of moto until 2022 alone. */
  readonly PolicyId?: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** What the table is made of: moto's module of today, and an old one for the ids, which newer ones do not have. */
export interface Sources {
  readonly version: string;
  readonly module: string;
  readonly oldModule: string;
}

/** The order in which AWS writes the elements of a document; moto sorts them by name. */
const ORDER = ["Version", "Id", "Statement", "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource"];

/**
 * The table of AWS managed policies as the text of its module: lines of seven fields divided by tabs (path, name, id,
 * version, made, changed, document), compressed by Brotli, in base64.
 */
export function makePolicyTable({ version, module, oldModule }: Sources): string {
  const ids = readModule(oldModule);
  const lines = Object.entries(readModule(module)).flatMap(([name, policy]) => {
    const document = JSON.stringify(ordered(policy.Document));
    if (!isRead(document)) return [];
    const id = ids[name]?.PolicyId ?? madeUpId(name);
    const dates = [policy.CreateDate, policy.UpdateDate].map((date) => new Date(date).toISOString());
    return [[policy.Path, name, id, policy.DefaultVersionId, ...dates, document].join("\t")];
  });
  const text = Buffer.from(lines.join("\n"));
  const packed = brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
  return `${header(version)}\nexport const AWS_POLICIES: string =\n  "${packed.toString("base64")}";\n`;
}

/** The module is Python: a comment, and one text of JSON in triple quotes without escapes. */
function readModule(module: string): Readonly<Record<string, MotoPolicy>> {
  const [, json = ""] = module.split('"""');
  if (json.includes("\\")) throw new Error("the module has an escape, which is not read here");
  return JSON.parse(json) as Record<string, MotoPolicy>;
}

/**
 * Two documents break the rules that AWS holds its customers to, and are left out: AWSSupportServiceRolePolicy is too
 * long, and AmazonDevOpsGuruOrganizationsAccess has an ARN without its last part.
 */
function isRead(document: string): boolean {
  try {
    parsePolicy(document, "identity");
    return true;
  } catch {
    return false;
  }
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries(entries.map(([name, inner]) => [name, ordered(inner)]));
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An id in AWS's form, always the same for a name. */
function madeUpId(name: string): string {
  const bytes = createHash("sha256").update(name).digest().subarray(0, 9);
  return `ANPAZKAPJZG4${[...bytes].map((byte) => BASE32[byte % 32]).join("")}`;
}

const header = (version: string): string => `/*!
 * Written by tools/write-aws-policies.ts from moto ${version}, Copyright 2012 Steve Pulec, which is licensed under the
 * Apache License, Version 2.0: http://www.apache.org/licenses/LICENSE-2.0
 *
 * The documents are AWS's. Changed from moto: one line for each policy, elements in AWS's order, compressed.
 */
`;
