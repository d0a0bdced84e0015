import type { XmlObject } from "../../../wire/index.ts";
import type { EventRecord } from "./events.ts";
import type { ResourceRecord, StackRecord } from "./stacks.ts";

const MASK = "****";
const NOT_CHECKED = { StackDriftStatus: "NOT_CHECKED" };
const RESOURCE_NOT_CHECKED = { StackResourceDriftStatus: "NOT_CHECKED" };

/** A stack as DescribeStacks shows it. */
export function stackItem(stack: StackRecord): XmlObject {
  const { parameters, outputs, tags, status } = stack;
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    ChangeSetId: stack.changeSetId,
    Description: stack.description,
    Parameters: parameterItems(parameters),
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    RollbackConfiguration: {},
    StackStatus: status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.onFailure === "DO_NOTHING",
    NotificationARNs: [],
    Capabilities: stack.capabilities,
    Outputs: outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    Tags: tagItems(tags),
    RoleARN: stack.roleArn,
    TimeoutInMinutes: stack.timeoutMinutes,
    EnableTerminationProtection: status === "DELETE_COMPLETE" ? undefined : stack.terminationProtection === true,
    DriftInformation: NOT_CHECKED,
  };
}

export function parameterItems(parameters: StackRecord["parameters"]): XmlObject[] {
  return parameters.map(({ key, value, resolvedValue, noEcho }) => ({
    ParameterKey: key,
    ParameterValue: noEcho ? MASK : value,
    ResolvedValue: resolvedValue,
  }));
}

export function tagItems(tags: StackRecord["tags"]): XmlObject[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

/** A stack as ListStacks shows it. */
export function stackSummary(stack: StackRecord): XmlObject {
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    TemplateDescription: stack.description,
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DriftInformation: NOT_CHECKED,
  };
}

export function eventItem(stack: StackRecord, event: EventRecord): XmlObject {
  return {
    StackId: stack.stackId,
    EventId: event.eventId,
    StackName: stack.stackName,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: event.timestamp,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.clientRequestToken,
  };
}

/** What both ways of describing a resource have in common. */
function resourceFacts(stack: StackRecord, resource: ResourceRecord): XmlObject {
  return { StackName: stack.stackName, StackId: stack.stackId, ...ownFacts(resource) };
}

function ownFacts(resource: ResourceRecord): XmlObject {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: RESOURCE_NOT_CHECKED,
  };
}

/** A resource as ListStackResources shows it. */
export function resourceSummary(resource: ResourceRecord): XmlObject {
  return { ...ownFacts(resource), LastUpdatedTimestamp: resource.updatedAt };
}

/** A resource as DescribeStackResources shows it. */
export function resourceItem(stack: StackRecord, resource: ResourceRecord): XmlObject {
  return { ...resourceFacts(stack, resource), Timestamp: resource.updatedAt };
}

/** A resource as DescribeStackResource shows it. */
export function resourceDetail(stack: StackRecord, resource: ResourceRecord): XmlObject {
  const { updatedAt, metadata } = resource;
  return { ...resourceFacts(stack, resource), LastUpdatedTimestamp: updatedAt, Metadata: metadata ?? "{}" };
}
