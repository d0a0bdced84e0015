import type { StoreReader } from "../../state/store.ts";
import { listStacks, type StackOutput, type StackRecord } from "./stacks.ts";
import { callsOf } from "./template/functions.ts";
import type { StackPlan } from "./template/plan.ts";
import type { TemplateScope } from "./template/scope.ts";
import { isObject, type TemplateValue } from "./template/value.ts";

/** What a stack exports. */
export interface StackExport {
  readonly stack: StackRecord;
  readonly name: string;
  readonly value: string;
}

const live = (reader: StoreReader, accountId: string): readonly StackRecord[] =>
  listStacks(reader, accountId).filter(({ status }) => status !== "DELETE_COMPLETE");

/** The account's exports by name. */
export function listExports(reader: StoreReader, accountId: string): readonly StackExport[] {
  return live(reader, accountId)
    .flatMap((stack) =>
      stack.outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [{ stack, name: exportName, value }],
      ),
    )
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Looks up exports by name; another stack's only, for a stack cannot import from itself. */
export function exportedValue(
  reader: StoreReader,
  { accountId, stackId }: Pick<StackRecord, "accountId" | "stackId">,
): (name: string) => string | undefined {
  return (name) =>
    listExports(reader, accountId).find((found) => found.name === name && found.stack.stackId !== stackId)?.value;
}

/** Names of the stacks that import an export, in alphabetical order. One that was rolled back has nothing any more. */
export function importersOf(reader: StoreReader, accountId: string, name: string): readonly string[] {
  return live(reader, accountId)
    .filter(({ status, imports = [] }) => status !== "ROLLBACK_COMPLETE" && imports.includes(name))
    .map(({ stackName }) => stackName)
    .sort();
}

/** Names of the exports that a plan imports. */
export function importedNames({ resources, outputs }: StackPlan, scope: TemplateScope): readonly string[] {
  const values: TemplateValue[] = [...resources.values()].flatMap(({ properties, metadata = {} }) => [
    properties,
    metadata,
  ]);
  values.push(...outputs.flatMap(({ value, exportName = "" }) => [value, exportName]));
  const names = values.flatMap((value) =>
    [...callsOf("Fn::ImportValue", value, (condition) => scope.condition(condition))].map((call) => {
      const argument = isObject(call) ? call["Fn::ImportValue"] : undefined;
      const name = argument === undefined ? undefined : scope.evaluate(argument);
      return typeof name === "string" ? name : "";
    }),
  );
  return [...new Set(names)];
}

/** Why a stack's exports cannot become these, or `undefined`: what is imported must stay as it is. */
export function exportInUse(
  reader: StoreReader,
  stack: Pick<StackRecord, "accountId" | "outputs">,
  after: readonly StackOutput[],
): string | undefined {
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const users = importersOf(reader, stack.accountId, exportName).join(", ");
    if (users === "") continue;
    const kept = after.find((output) => output.exportName === exportName);
    if (kept === undefined) return `Delete canceled. Cannot delete export ${exportName} as it is in use by ${users}.`;
    if (kept.value !== value) return `Export ${exportName} cannot be updated as it is in use by ${users}`;
  }
  return undefined;
}
