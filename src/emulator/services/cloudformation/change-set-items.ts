import type { XmlObject } from "../../../wire/index.ts";
import type { ChangeSetRecord } from "./change-sets.ts";
import type { ChangeDetail, ResourceChange } from "./resource-changes.ts";
import { parameterItems, tagItems } from "./stack-items.ts";

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

/** A change set as DescribeChangeSet shows it, with a part of its changes. */
export function changeSetItem(changeSet: ChangeSetRecord, changes: readonly ResourceChange[]): XmlObject {
  return {
    ...changeSetSummary(changeSet),
    Parameters: parameterItems(changeSet.parameters),
    NotificationARNs: [],
    RollbackConfiguration: {},
    Capabilities: changeSet.capabilities,
    Tags: tagItems(changeSet.tags),
    OnStackFailure: changeSet.onFailure,
    Changes: changes.map((change) => ({ Type: "Resource", ResourceChange: changeItem(change) })),
  };
}

function changeItem(change: ResourceChange): XmlObject {
  return {
    PolicyAction: change.policyAction,
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    Scope: change.scope,
    Details: change.details.map(detailItem),
  };
}

function detailItem({
  attribute,
  name,
  requiresRecreation,
  evaluation,
  source,
  causingEntity,
}: ChangeDetail): XmlObject {
  return {
    Target: { Attribute: attribute, Name: name, RequiresRecreation: requiresRecreation },
    Evaluation: evaluation,
    ChangeSource: source,
    CausingEntity: causingEntity,
  };
}
