import { parsePolicy } from "../../../policy/index.ts";
import type { XmlObject } from "../../../wire/index.ts";
import { type Operation, operation } from "../../pipeline/service.ts";
import type { UserRecord } from "../../state/identities.ts";
import { countedLength, shownDocument } from "./documents.ts";
import { type EntityKind, existing, type PolicyHolder } from "./entities.ts";
import { limitExceeded, noSuchInlinePolicy } from "./errors.ts";
import { cutPage, readPageRequest } from "./pages.ts";
import { iamParams, readDocument, requiredName } from "./parameters.ts";
import { IAM_QUOTAS } from "./quotas.ts";
import { onBounded, onEntity } from "./requirements.ts";

/** Characters of all inline policies of one owner together, without white space. */
const INLINE_LIMITS: Readonly<Record<EntityKind<UserRecord>["type"], number>> = {
  user: IAM_QUOTAS.userPolicySize,
  group: IAM_QUOTAS.groupPolicySize,
  role: IAM_QUOTAS.rolePolicySize,
  "instance-profile": 0,
};

/** PutUserPolicy, PutGroupPolicy and PutRolePolicy: adds an inline policy, or replaces the one of that name. */
export function putInlinePolicy<R extends PolicyHolder>(name: string, kind: EntityKind<R>): Operation {
  return operation({
    name,
    errors: ["LimitExceeded", "MalformedPolicyDocument", "NoSuchEntity", "ValidationError"],
    parse(request) {
      const params = iamParams(request);
      const input = {
        owner: requiredName(params, kind.parameter, kind.maxNameLength),
        policyName: requiredName(params, "PolicyName", 128),
        document: readDocument(params, "PolicyDocument"),
      };
      params.check();
      parsePolicy(input.document, "identity");
      return input;
    },
    authorise: ({ owner }, context) => [onBounded(kind, owner, { operation: name, context })],
    run: async ({ owner, policyName, document }, { state, caller }) => {
      await state.store.transaction((writer) => {
        const record = existing(kind, writer, { accountId: caller.accountId, name: owner });
        const inlinePolicies = { ...record.inlinePolicies, [policyName]: document };
        const length = Object.values(inlinePolicies).reduce((sum, text) => sum + countedLength(text), 0);
        const limit = INLINE_LIMITS[kind.type];
        if (length > limit) {
          throw limitExceeded(`Maximum policy size of ${limit} bytes exceeded for ${kind.type} ${owner}`);
        }
        kind.records.put(writer, { ...record, inlinePolicies });
      });
    },
  });
}

/** GetUserPolicy, GetGroupPolicy and GetRolePolicy: the document as it was put. */
export function getInlinePolicy<R extends PolicyHolder>(name: string, kind: EntityKind<R>): Operation {
  return operation({
    name,
    errors: ["NoSuchEntity", "ValidationError"],
    parse: (request) => readPolicyName(request, kind),
    authorise: ({ owner }, context) => [onEntity(kind, owner, { operation: name, context })],
    run({ owner, policyName }, { state, caller }) {
      const record = existing(kind, state.store, { accountId: caller.accountId, name: owner });
      return {
        [kind.parameter]: kind.nameOf(record),
        PolicyName: policyName,
        PolicyDocument: shownDocument(inlineDocument(kind, record, policyName)),
      } satisfies XmlObject;
    },
  });
}

/** DeleteUserPolicy, DeleteGroupPolicy and DeleteRolePolicy. */
export function deleteInlinePolicy<R extends PolicyHolder>(name: string, kind: EntityKind<R>): Operation {
  return operation({
    name,
    errors: ["NoSuchEntity", "ValidationError"],
    parse: (request) => readPolicyName(request, kind),
    authorise: ({ owner }, context) => [onBounded(kind, owner, { operation: name, context })],
    run: async ({ owner, policyName }, { state, caller }) => {
      await state.store.transaction((writer) => {
        const record = existing(kind, writer, { accountId: caller.accountId, name: owner });
        inlineDocument(kind, record, policyName);
        const kept = Object.entries(record.inlinePolicies).filter(([other]) => other !== policyName);
        kind.records.put(writer, { ...record, inlinePolicies: Object.fromEntries(kept) });
      });
    },
  });
}

/** ListUserPolicies, ListGroupPolicies and ListRolePolicies: the names of the inline policies. */
export function listInlinePolicies<R extends PolicyHolder>(name: string, kind: EntityKind<R>): Operation {
  return operation({
    name,
    errors: ["NoSuchEntity", "ValidationError"],
    parse(request) {
      const params = iamParams(request);
      const owner = requiredName(params, kind.parameter, kind.maxNameLength);
      const page = readPageRequest(params);
      params.check();
      return { owner, page };
    },
    authorise: ({ owner }, context) => [onEntity(kind, owner, { operation: name, context })],
    run({ owner, page }, { state, caller }) {
      const record = existing(kind, state.store, { accountId: caller.accountId, name: owner });
      const { items, end } = cutPage(Object.keys(record.inlinePolicies), page, (policyName) => policyName);
      return { PolicyNames: items, ...end } satisfies XmlObject;
    },
  });
}

function readPolicyName<R extends PolicyHolder>(
  request: Parameters<typeof iamParams>[0],
  kind: EntityKind<R>,
): { readonly owner: string; readonly policyName: string } {
  const params = iamParams(request);
  const input = {
    owner: requiredName(params, kind.parameter, kind.maxNameLength),
    policyName: requiredName(params, "PolicyName", 128),
  };
  params.check();
  return input;
}

function inlineDocument<R extends PolicyHolder>(
  kind: EntityKind<R>,
  { inlinePolicies }: R,
  policyName: string,
): string {
  const document = Object.hasOwn(inlinePolicies, policyName) ? inlinePolicies[policyName] : undefined;
  if (document === undefined) throw noSuchInlinePolicy(kind.type, policyName);
  return document;
}
