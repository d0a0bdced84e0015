import { KeyleaseError } from "../../core/index.ts";
import { type NamedPolicy, PolicyError, type PolicyKind, parsePolicy } from "../../policy/index.ts";
import { readTextFile } from "../read-text.ts";

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
function parseSession(text: string, file: string, { note }: PolicySource): NamedPolicy["policy"] {
  try {
    return parsePolicy(text, "session");
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    try {
      const managed = parsePolicy(text, "identity");
      note(`${file} can only be a managed session policy: ${error.message}`);
      return managed;
    } catch {
      throw fault(error, { file, kind: "session" });
    }
  }
}

function parse(text: string, named: NamedFile): NamedPolicy["policy"] {
  try {
    return parsePolicy(text, named.kind);
  } catch (error) {
    throw error instanceof PolicyError ? fault(error, named) : error;
  }
}

interface NamedFile {
  readonly file: string;
  readonly kind: PolicyKind;
}

function fault(error: PolicyError, { file, kind }: NamedFile): KeyleaseError {
  const at = error.pointer === "" ? "" : ` at \`${error.pointer}\``;
  return new KeyleaseError("PolicyMalformed", `\`${file}\` is not a valid ${KIND_NAMES[kind]}${at}: ${error.message}`, {
    hint: error.hint ?? `AWS refuses it with ${error.awsCode}: ${error.awsMessage}`,
    facts: { ...error.facts, file, awsMessage: error.awsMessage },
    cause: error,
  });
}
