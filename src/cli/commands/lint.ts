import { KeyleaseError } from "../../core/index.ts";
import { type Finding, lintPolicy, openActionTable } from "../../lint/index.ts";
import type { PolicyKind } from "../../policy/index.ts";
import type { CommandContext } from "../context.ts";
import { readTextFile } from "../read-text.ts";
import { renderFinding } from "../render-finding.ts";

/** What `keylease lint` is told. */
export interface LintInput {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  readonly kind: PolicyKind;
  readonly strict?: boolean;
  readonly json?: boolean;
}

interface FileFindings {
  readonly file: string;
  readonly findings: readonly Finding[];
}

/** Looks policy documents over. Gives 1 where AWS would refuse one, with `strict` also where there is a warning. */
export async function run(input: LintInput, context: CommandContext): Promise<number> {
  const { output } = context;
  // All are read before anything is told: a missing file is no half of a result.
  const documents = await readAll(input.files, context);
  const table = openActionTable();
  const files = documents.map(
    ({ file, text }): FileFindings => ({ file, findings: lintPolicy(text, input.kind, table) }),
  );
  const findings = files.flatMap((one) => one.findings);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  if (input.json) output.json({ kind: input.kind, actionTable: table.version, errors, warnings, files });
  else tell(files, { errors, warnings }, context);
  return errors > 0 || (input.strict && warnings > 0) ? 1 : 0;
}

async function readAll(
  files: readonly string[],
  { readInput }: CommandContext,
): Promise<readonly { readonly file: string; readonly text: string }[]> {
  if (files.filter((file) => file === "-").length > 1) {
    throw new KeyleaseError("ArgumentInvalid", "standard input is named more than once", {
      hint: "It can be read once.",
    });
  }
  return Promise.all(
    files.map(async (file) =>
      file === "-" ? { file: "standard input", text: await readInput() } : { file, text: await readTextFile(file) },
    ),
  );
}

function tell(
  files: readonly FileFindings[],
  { errors, warnings }: { readonly errors: number; readonly warnings: number },
  { output }: CommandContext,
): void {
  for (const { file, findings } of files) {
    for (const finding of findings) output.line(renderFinding(file, finding, output.colour));
  }
  const where = files.length === 1 ? "" : ` in ${files.length} files`;
  output.note(`${counted(errors, "error")}, ${counted(warnings, "warning")}${where}`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
