import type { Tag } from "../../state/identities.ts";
import type { StoreReader } from "../../state/store.ts";
import { changeValues, valuesInChangeSet } from "./change-values.ts";
import { sameTags, sameValue } from "./engine/differences.ts";
import { plannedOutputs } from "./engine/stack-outputs.ts";
import { exportedValue, importedNames } from "./exports.ts";
import { type ComparedResource, changeOf, type ResourceChange } from "./resource-changes.ts";
import { RESOURCE_TYPES } from "./resources/index.ts";
import type { ResourceRecord, StackRecord } from "./stacks.ts";
import type { Template } from "./template/model.ts";
import { parameterValue } from "./template/parameters.ts";
import type { StackPlan } from "./template/plan.ts";
import { TemplateScope } from "./template/scope.ts";

/** What an update would do, as far as it can be known before it is done. */
export interface StackChanges {
  readonly resources: readonly ResourceChange[];
  /** Nothing differs: no resource, no output, no tag. */
  readonly isEmpty: boolean;
  /** An export that is imported and does not exist. */
  readonly missingExport?: string;
}

/** A stack before and after an update that is asked for. */
export interface Comparison {
  /** `undefined` where there is no stack yet. */
  readonly before: { readonly stack: StackRecord; readonly template: Template } | undefined;
  /** The stack's resources. */
  readonly resources: readonly ResourceRecord[];
  /** The stack as it would become. */
  readonly stack: StackRecord;
  readonly plan: StackPlan;
  readonly reader: StoreReader;
  readonly region: string;
}

/** Compares what is with what is wanted. */
export function stackChanges(comparison: Comparison): StackChanges {
  const { before, stack, plan, region } = comparison;
  const records = new Map(comparison.resources.map((record) => [record.logicalId, record]));
  const scope = new TemplateScope({
    template: plan.template,
    stack: { ...stack, region },
    parameters: stack.parameters,
    exportedValue: exportedValue(comparison.reader, stack),
    resource: (logicalId) => {
      const record = records.get(logicalId);
      return record && { physicalId: record.physicalId ?? "", attributes: record.attributes };
    },
  });
  const exported = exportedValue(comparison.reader, stack);
  const missing = importedNames(plan, scope).find((name) => exported(name) === undefined);
  const changed = new Map<string, ResourceChange>();
  const shown = new TemplateScope({
    template: plan.template,
    stack: { ...stack, region },
    parameters: stack.parameters,
    exportedValue: exported,
    resource: (logicalId) => valuesInChangeSet(records.get(logicalId), changed.get(logicalId)),
    masked: true,
  });
  const facts = {
    scope,
    changed,
    changedParameters: changedParameters(comparison),
    stackTagsDiffer: before !== undefined && !sameTags(before.stack.tags, stack.tags),
  };
  for (const logicalId of inOrder(plan)) {
    const definition = plan.resources.get(logicalId);
    const type = RESOURCE_TYPES.get(definition?.type ?? "");
    if (definition === undefined || type === undefined) continue;
    const compared: ComparedResource = {
      definition,
      type,
      record: records.get(logicalId),
      before: before?.template.resources.get(logicalId),
    };
    const change = changeOf(compared, facts);
    if (change === undefined) continue;
    changed.set(logicalId, { ...change, values: changeValues(compared.record, definition, shown) });
  }
  const removed = comparison.resources
    .filter(({ logicalId }) => !plan.resources.has(logicalId))
    .map((record) => ({ ...removal(record), values: changeValues(record, undefined, shown) }));
  const resources = [...[...plan.resources.keys()].flatMap((id) => changed.get(id) ?? []), ...removed];
  const isEmpty = resources.length === 0 && !facts.stackTagsDiffer && !outputsDiffer(comparison, scope);
  return { resources, isEmpty, ...(missing === undefined ? {} : { missingExport: missing }) };
}

function removal({ logicalId, type, physicalId, deletionPolicy }: ResourceRecord): ResourceChange {
  const policyAction = deletionPolicy === "Delete" ? "Delete" : "Retain";
  return { action: "Remove", logicalId, type, physicalId, policyAction, scope: [], details: [] };
}

/** Logical ids, each after those that it depends on. */
function inOrder({ graph }: StackPlan): readonly string[] {
  const ordered = new Set<string>();
  const visit = (logicalId: string): void => {
    if (ordered.has(logicalId)) return;
    for (const other of graph.get(logicalId) ?? []) visit(other);
    ordered.add(logicalId);
  };
  for (const logicalId of graph.keys()) visit(logicalId);
  return [...ordered];
}

/** Names of the parameters whose values differ. */
function changedParameters({ before, stack, plan }: Comparison): ReadonlySet<string> {
  const old = new Map(before?.stack.parameters.map((parameter) => [parameter.key, parameter]));
  const changed = stack.parameters.filter((parameter) => {
    const definition = plan.template.parameters.get(parameter.key);
    const past = old.get(parameter.key);
    return !(definition && past && sameValue(parameterValue(definition, past), parameterValue(definition, parameter)));
  });
  return new Set(changed.map(({ key }) => key));
}

/** Asked only where no resource changes, so that all that outputs are made of is known. */
function outputsDiffer({ before, plan }: Comparison, scope: TemplateScope): boolean {
  const wanted = plannedOutputs(plan, scope);
  return "refusal" in wanted || JSON.stringify(wanted.outputs) !== JSON.stringify(before?.stack.outputs ?? []);
}

/** Tags as a change set or an update leaves them: those of the call, or those that there were. */
export function tagsAfter(asked: readonly Tag[] | undefined, before: StackRecord | undefined): readonly Tag[] {
  return asked ?? before?.tags ?? [];
}
