import type { XmlObject } from "../../../wire/index.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import { type Operation, operation } from "../../pipeline/service.ts";
import { findUsablePolicy, managedPolicyArn, type UserRecord } from "../../state/identities.ts";
import { type EntityKind, existing, type PolicyHolder } from "./entities.ts";
import { noSuchPolicy, notAttachable, quotaExceeded } from "./errors.ts";
import { refuseServicePolicy } from "./managed-policies.ts";
import { cutPage, readPageRequest } from "./pages.ts";
import { checkPolicyArn, iamParams, readPathPrefix, readPolicyArn, requiredName } from "./parameters.ts";
import { IAM_QUOTAS } from "./quotas.ts";
import { onBounded, onEntity } from "./requirements.ts";

const MAX_ATTACHED = IAM_QUOTAS.attachedPolicies;

const QUOTAS: Readonly<Record<EntityKind<UserRecord>["type"], string>> = {
  user: "PoliciesPerUser",
  group: "PoliciesPerGroup",
  role: "PoliciesPerRole",
  "instance-profile": "PoliciesPerInstanceProfile",
};

/** AttachUserPolicy, AttachGroupPolicy and AttachRolePolicy. To attach twice changes nothing. */
export function attachPolicy<R extends PolicyHolder>(name: string, kind: EntityKind<R>): Operation {
  return operation({
    name,
    errors: ["LimitExceeded", "NoSuchEntity", "PolicyNotAttachable", "ValidationError"],
    parse: (request) => readAttachment(request, kind),
    authorise: ({ owner, policyArn }, context) => [
      onBounded(kind, owner, { operation: name, context, keys: { "iam:PolicyARN": policyArn } }),
    ],
    run: async ({ owner, policyArn }, { state, caller }) => {
      await state.store.transaction((writer) => {
        const record = existing(kind, writer, { accountId: caller.accountId, name: owner });
        const policy = findUsablePolicy(writer, caller.accountId, policyArn);
        if (policy === undefined) throw notAttachable(policyArn);
        refuseServicePolicy(policy, kind);
        const { attachedPolicyArns: attached } = record;
        if (attached.includes(policyArn)) return;
        if (attached.length >= MAX_ATTACHED) throw quotaExceeded(QUOTAS[kind.type], MAX_ATTACHED);
        kind.records.put(writer, { ...record, attachedPolicyArns: [...attached, policyArn] });
      });
    },
  });
}

/** DetachUserPolicy, DetachGroupPolicy and DetachRolePolicy. */
export function detachPolicy<R extends PolicyHolder>(name: string, kind: EntityKind<R>): Operation {
  return operation({
    name,
    errors: ["NoSuchEntity", "ValidationError"],
    parse: (request) => readAttachment(request, kind),
    authorise: ({ owner, policyArn }, context) => [
      onBounded(kind, owner, { operation: name, context, keys: { "iam:PolicyARN": policyArn } }),
    ],
    run: async ({ owner, policyArn }, { state, caller }) => {
      await state.store.transaction((writer) => {
        const record = existing(kind, writer, { accountId: caller.accountId, name: owner });
        const kept = record.attachedPolicyArns.filter((arn) => arn !== policyArn);
        if (kept.length === record.attachedPolicyArns.length) throw noSuchPolicy(policyArn);
        kind.records.put(writer, { ...record, attachedPolicyArns: kept });
      });
    },
  });
}

/** ListAttachedUserPolicies, ListAttachedGroupPolicies and ListAttachedRolePolicies. */
export function listAttachedPolicies<R extends PolicyHolder>(name: string, kind: EntityKind<R>): Operation {
  return operation({
    name,
    errors: ["NoSuchEntity", "ValidationError"],
    parse(request) {
      const params = iamParams(request);
      const input = {
        owner: requiredName(params, kind.parameter, kind.maxNameLength),
        pathPrefix: readPathPrefix(params),
        page: readPageRequest(params),
      };
      params.check();
      return input;
    },
    authorise: ({ owner }, context) => [onEntity(kind, owner, { operation: name, context })],
    run({ owner, pathPrefix, page }, { state, caller }) {
      const record = existing(kind, state.store, { accountId: caller.accountId, name: owner });
      const attached = record.attachedPolicyArns
        .flatMap((arn) => findUsablePolicy(state.store, caller.accountId, arn) ?? [])
        .filter((policy) => policy.path.startsWith(pathPrefix));
      const { items, end } = cutPage(attached, page, (policy) => `${policy.policyName} ${managedPolicyArn(policy)}`);
      const elements = items.map((policy) => ({ PolicyName: policy.policyName, PolicyArn: managedPolicyArn(policy) }));
      return { AttachedPolicies: elements, ...end } satisfies XmlObject;
    },
  });
}

interface Attachment {
  readonly owner: string;
  readonly policyArn: string;
}

function readAttachment<R extends PolicyHolder>(request: ServiceRequest, kind: EntityKind<R>): Attachment {
  const params = iamParams(request);
  const input = {
    owner: requiredName(params, kind.parameter, kind.maxNameLength),
    policyArn: readPolicyArn(params),
  };
  params.check();
  checkPolicyArn(input.policyArn);
  return input;
}
