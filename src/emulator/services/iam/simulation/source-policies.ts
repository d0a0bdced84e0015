import { type Policy, PolicyError, type PolicyKind } from "../../../../policy/index.ts";
import { type GroupRecord, groupsOf } from "../../../state/groups.ts";
import {
  defaultDocument,
  findUsablePolicy,
  type ManagedPolicyRecord,
  type RoleRecord,
  type UserRecord,
} from "../../../state/identities.ts";
import type { EmulatorState } from "../../../state/state.ts";
import { type EntityArn, existingEntity } from "./entity-arn.ts";
import { badPolicy } from "./errors.ts";

/** A policy that a simulation is made with, by the name that its results call it by. */
export interface SourcePolicy {
  /** `PolicyInputList.1`, `ResourcePolicy`, `user_NAME_POLICY`, a managed policy's name. */
  readonly id: string;
  readonly document: string;
  readonly policy: Policy;
}

/**
 * Reads policies that came with the request.
 *
 * @param list - the parameter's name.
 * @throws AwsError `InvalidInput` where one is not well formed.
 */
export function inputPolicies(
  state: EmulatorState,
  documents: readonly string[],
  { list, kind = "identity" }: { readonly list: string; readonly kind?: PolicyKind },
): readonly SourcePolicy[] {
  return documents.map((document, i) => inputPolicy(state, document, { id: `${list}.${i + 1}`, kind }));
}

/** Reads one policy that came with the request; see {@link inputPolicies}. */
export function inputPolicy(
  state: EmulatorState,
  document: string,
  { id, kind }: { readonly id: string; readonly kind: PolicyKind },
): SourcePolicy {
  try {
    return { id, document, policy: state.policies.parse(document, kind) };
  } catch (error) {
    if (error instanceof PolicyError) throw badPolicy(id, error.awsMessage);
    throw error;
  }
}

/** The policies of a user, group or role. */
export interface PrincipalPolicies {
  /** A user's own and those of its groups. */
  readonly identity: readonly SourcePolicy[];
  readonly boundary: SourcePolicy | undefined;
}

/**
 * The policies of the named user, group or role.
 *
 * @throws AwsError `NoSuchEntity`.
 */
export function principalPolicies(state: EmulatorState, accountId: string, entity: EntityArn): PrincipalPolicies {
  const found = existingEntity(state.store, accountId, entity);
  const own = policiesOf(state, found.record, `${found.type}_${found.name}`);
  const inherited = found.type === "user" ? groupsOf(state.store, found.record) : [];
  const ofGroups = inherited.flatMap((group) => policiesOf(state, group, `group_${group.groupName}`));
  const boundaryArn = found.type === "group" ? undefined : found.record.permissionsBoundaryArn;
  const boundary = boundaryArn === undefined ? undefined : findUsablePolicy(state.store, accountId, boundaryArn);
  return {
    identity: [...own, ...ofGroups],
    boundary: boundary === undefined ? undefined : managedSource(state, boundary),
  };
}

function policiesOf(
  state: EmulatorState,
  owner: UserRecord | RoleRecord | GroupRecord,
  name: string,
): readonly SourcePolicy[] {
  const inline = Object.entries(owner.inlinePolicies).map(([policyName, document]) => ({
    id: `${name}_${policyName}`,
    document,
    policy: state.policies.parse(document, "identity"),
  }));
  const attached = owner.attachedPolicyArns.flatMap((arn) => findUsablePolicy(state.store, owner.accountId, arn) ?? []);
  return [...inline, ...attached.map((policy) => managedSource(state, policy))];
}

function managedSource(state: EmulatorState, policy: ManagedPolicyRecord): SourcePolicy {
  const document = defaultDocument(policy);
  return { id: policy.policyName, document, policy: state.policies.parse(document, "identity") };
}
