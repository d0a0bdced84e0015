import { EXIT_CODES } from "../../src/cli/exit-codes.ts";
import { createProgram } from "../../src/cli/program/program.ts";
import { ERROR_CODES } from "../../src/core/index.ts";
import { awsPolicies } from "../../src/emulator/state/aws-policies/aws-policies.ts";
import { awsPoliciesPage } from "./aws-policies-page.ts";
import { cliPage } from "./cli-page.ts";
import { errorsPage } from "./errors-page.ts";

const program = createProgram({ start: async () => {}, writeOut: () => {}, writeErr: () => {} });

/** Every page of docs that is written from the source: its path and its text. */
export const PAGES: Readonly<Record<string, string>> = {
  "docs/reference/aws-managed-policies.md": awsPoliciesPage(awsPolicies.list()),
  "docs/reference/cli.md": cliPage(program, EXIT_CODES),
  "docs/reference/errors.md": errorsPage(ERROR_CODES),
};
