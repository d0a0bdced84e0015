import { type Operation, operation } from "../../pipeline/service.ts";
import {
  findUsablePolicy,
  type ManagedPolicyRecord,
  type RoleRecord,
  type UserRecord,
} from "../../state/identities.ts";
import type { StoreReader } from "../../state/store.ts";
import { type EntityKind, existing } from "./entities.ts";
import { noSuchBoundary } from "./errors.ts";
import { refuseServicePolicy } from "./managed-policies.ts";
import { checkPolicyArn, iamParams, readPolicyArn, requiredName } from "./parameters.ts";
import { onBounded, onEntity } from "./requirements.ts";

/**
 * The managed policy that is to be a boundary.
 *
 * @throws AwsError `NoSuchEntity` where there is none that the account can use.
 */
export function requireBoundary(reader: StoreReader, accountId: string, policyArn: string): ManagedPolicyRecord {
  const policy = findUsablePolicy(reader, accountId, policyArn);
  if (policy === undefined) throw noSuchBoundary(policyArn);
  return policy;
}

/** PutUserPermissionsBoundary and PutRolePermissionsBoundary: sets the boundary, or replaces it. */
export function putBoundary<R extends UserRecord | RoleRecord>(name: string, kind: EntityKind<R>): Operation {
  return operation({
    name,
    errors: ["NoSuchEntity", "PolicyNotAttachable", "ValidationError"],
    parse(request) {
      const params = iamParams(request);
      const input = {
        owner: requiredName(params, kind.parameter, kind.maxNameLength),
        policyArn: readPolicyArn(params, "PermissionsBoundary"),
      };
      params.check();
      checkPolicyArn(input.policyArn);
      return input;
    },
    authorise: ({ owner, policyArn }, context) => [
      onEntity(kind, owner, { operation: name, context, keys: { "iam:PermissionsBoundary": policyArn } }),
    ],
    run: async ({ owner, policyArn }, { state, caller }) => {
      await state.store.transaction((writer) => {
        const record = existing(kind, writer, { accountId: caller.accountId, name: owner });
        refuseServicePolicy(requireBoundary(writer, caller.accountId, policyArn), kind);
        kind.records.put(writer, { ...record, permissionsBoundaryArn: policyArn });
      });
    },
  });
}

/** DeleteUserPermissionsBoundary and DeleteRolePermissionsBoundary. */
export function deleteBoundary<R extends UserRecord | RoleRecord>(name: string, kind: EntityKind<R>): Operation {
  return operation({
    name,
    errors: ["NoSuchEntity", "ValidationError"],
    parse(request) {
      const params = iamParams(request);
      const owner = requiredName(params, kind.parameter, kind.maxNameLength);
      params.check();
      return { owner };
    },
    authorise: ({ owner }, context) => [onBounded(kind, owner, { operation: name, context })],
    run: async ({ owner }, { state, caller }) => {
      await state.store.transaction((writer) => {
        const record = existing(kind, writer, { accountId: caller.accountId, name: owner });
        const { permissionsBoundaryArn: _removed, ...rest } = record;
        // The compiler does not see that a record without its optional boundary is still of its kind.
        kind.records.put(writer, rest as unknown as R);
      });
    },
  });
}
