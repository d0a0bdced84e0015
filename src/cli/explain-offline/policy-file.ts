import { KeyleaseError } from "../../core/index.ts";
import { type NamedPolicy, type Policy, PolicyError, type PolicyKind, parsePolicy } from "../../policy/index.ts";
import { readTextFile } from "../read-text.ts";
import { visible } from "../visible.ts";

/** What a policy of each kind is called before the name of its file. */
const KIND_NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: "identity policy",
  session: "session policy",
  boundary: "permissions boundary",
  resource: "resource policy",
  trust: "trust policy",
  scp: "service control policy",
  rcp: "resource control policy",
};

/** Where policies are read from and what is said about them. */
export interface PolicySource {
  readonly readInput: () => Promise<string>;
  readonly note: (text: string) => unknown;
}

/**
 * Reads a policy of a kind from a file, or from standard input where it is `-`.
 *
 * @throws KeyleaseError `PolicyMalformed` with file and place; `FileUnreadable`.
 */
export async function readPolicyFile(file: string, kind: PolicyKind, source: PolicySource): Promise<NamedPolicy> {
  const text = file === "-" ? await source.readInput() : await readTextFile(file);
  const named = { file: file === "-" ? "standard input" : file, kind };
  return {
    name: `${KIND_NAMES[kind]} ${named.file}`,
    policy: kind === "session" ? parseSession(text, named.file, source) : parse(text, named),
  };
}

/** Managed policies may be session policies too, which allows them more text than one that is sent along. */
function parseSession(text: string, file: string, { note }: PolicySource): Policy {
  try {
    return parsePolicy(text, "session");
  } catch (error) {
    const managed = error instanceof PolicyError ? tryParse(text, "identity") : undefined;
    if (managed === undefined) throw placed(error, { file, kind: "session" });
    note(`${file} can only be a managed session policy: ${(error as PolicyError).message}`);
    return managed;
  }
}

function tryParse(text: string, kind: PolicyKind): Policy | undefined {
  try {
    return parsePolicy(text, kind);
  } catch {
    return undefined;
  }
}

function parse(text: string, named: NamedFile): Policy {
  try {
    return parsePolicy(text, named.kind);
  } catch (error) {
    throw placed(error, named);
  }
}

interface NamedFile {
  readonly file: string;
  readonly kind: PolicyKind;
}

/** The error with the file. */
function placed(error: unknown, { file, kind }: NamedFile): unknown {
  if (!(error instanceof PolicyError)) return error;
  const { line, column, pointer } = error;
  const at = pointer === "" ? "" : ` at \`${pointer}\``;
  const message = `\`${file}:${line}:${column}\` is not a valid ${KIND_NAMES[kind]}${at}: ${error.message}`;
  return new KeyleaseError("PolicyMalformed", visible(message), {
    hint: visible(error.hint ?? `AWS refuses it with ${error.awsCode}: ${error.awsMessage}`),
    facts: { ...error.facts, file, line, column, pointer, awsMessage: error.awsMessage },
    cause: error,
  });
}
