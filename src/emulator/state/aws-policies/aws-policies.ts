import { brotliDecompressSync } from "node:zlib";
import { AWS_POLICIES } from "./table.ts";

/** A managed policy of AWS's own, in the version that is in force. */
export interface AwsPolicy {
  readonly path: string;
  readonly policyName: string;
  /** `ANPA…`; of policies younger than 2022 made up. */
  readonly policyId: string;
  readonly versionId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly document: string;
}

/** AWS's managed policies by ARN. The table is unpacked when somebody first asks, so that a start does not pay for it. */
class AwsPolicies {
  readonly #packed: string;
  #lines: ReadonlyMap<string, string> | undefined;
  readonly #read = new Map<string, AwsPolicy>();

  constructor(packed: string) {
    this.#packed = packed;
  }

  find(arn: string): AwsPolicy | undefined {
    if (!arn.startsWith(ARN_START)) return undefined;
    const known = this.#read.get(arn);
    if (known !== undefined) return known;
    const line = this.#unpacked().get(arn);
    if (line === undefined) return undefined;
    // Kept, so that a request that is decided by the policy finds the very text that was compiled before.
    const policy = readLine(line);
    this.#read.set(arn, policy);
    return policy;
  }

  list(): readonly AwsPolicy[] {
    return [...this.#unpacked().values()].map(readLine);
  }

  #unpacked(): ReadonlyMap<string, string> {
    this.#lines ??= new Map(
      brotliDecompressSync(Buffer.from(this.#packed, "base64"))
        .toString()
        .split("\n")
        .map((line) => [arnOf(line), line]),
    );
    return this.#lines;
  }
}

const ARN_START = "arn:aws:iam::aws:policy/";

function arnOf(line: string): string {
  const [path = "", name = ""] = line.split("\t", 2);
  return ARN_START + path.slice(1) + name;
}

function readLine(line: string): AwsPolicy {
  const [path = "", policyName = "", policyId = "", versionId = "", createdAt = "", updatedAt = "", document = ""] =
    line.split("\t");
  return { path, policyName, policyId, versionId, createdAt, updatedAt, document };
}

/** What AWS's policies were when the table was written. The same for every emulator, and never changed. */
export const awsPolicies: Pick<AwsPolicies, "find" | "list"> = new AwsPolicies(AWS_POLICIES);
