import type { XmlObject } from "../../../wire/index.ts";
import type { ChangeSetRecord } from "./change-sets.ts";
import type { ChangeDetail, ResourceChange } from "./resource-changes.ts";
import { parameterItems, tagItems } from "./stack-items.ts";
import { scalarText, type TemplateObject, type TemplateValue } from "./template/value.ts";

/** What both ways of showing a change set have in common. */
export function changeSetSummary(changeSet: ChangeSetRecord): XmlObject {
  return {
    ChangeSetId: changeSet.changeSetId,
    ChangeSetName: changeSet.changeSetName,
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    Description: changeSet.description,
    CreationTime: changeSet.createdAt,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    IncludeNestedStacks: changeSet.includeNestedStacks,
  };
}

/** How much of a change set is shown. */
export interface ChangeSetView {
  /** The part of its changes. */
  readonly changes: readonly ResourceChange[];
  /** Whether values are shown. */
  readonly withValues: boolean;
}

/** A change set as DescribeChangeSet shows it. */
export function changeSetItem(changeSet: ChangeSetRecord, { changes, withValues }: ChangeSetView): XmlObject {
  return {
    ...changeSetSummary(changeSet),
    Parameters: parameterItems(changeSet.parameters),
    NotificationARNs: [],
    RollbackConfiguration: {},
    Capabilities: changeSet.capabilities,
    Tags: tagItems(changeSet.tags),
    OnStackFailure: changeSet.onFailure,
    Changes: changes.map((change) => ({
      Type: "Resource",
      ResourceChange: { ...changeItem(change, withValues), ...(withValues ? contexts(change) : {}) },
    })),
  };
}

function changeItem(change: ResourceChange, withValues: boolean): XmlObject {
  return {
    PolicyAction: change.policyAction,
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    Scope: change.scope,
    Details: change.details.map((detail) => ({
      Target: {
        Attribute: detail.attribute,
        Name: detail.name,
        RequiresRecreation: detail.requiresRecreation,
        ...(withValues ? targetValues(detail, change) : {}),
      },
      Evaluation: detail.evaluation,
      ChangeSource: detail.source,
      CausingEntity: detail.causingEntity,
    })),
  };
}

/** The resource before and after, as JSON. */
function contexts({ values }: ResourceChange): XmlObject {
  const context = (properties: TemplateObject | undefined): string | undefined =>
    properties === undefined ? undefined : JSON.stringify({ Properties: properties });
  return { BeforeContext: context(values?.before), AfterContext: context(values?.after) };
}

function targetValues({ attribute, name }: ChangeDetail, { values }: ResourceChange): XmlObject {
  if (attribute !== "Properties" || name === undefined) return {};
  const [before, after] = [values?.before?.[name], values?.after?.[name]];
  const change = before === undefined ? "Add" : after === undefined ? "Remove" : "Modify";
  return {
    Path: `/Properties/${name}`,
    BeforeValue: shownValue(before),
    AfterValue: shownValue(after),
    AttributeChangeType: change,
  };
}

function shownValue(value: TemplateValue | undefined): string | undefined {
  return value === undefined ? undefined : (scalarText(value) ?? JSON.stringify(value));
}
