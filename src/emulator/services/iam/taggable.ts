import type { ConstrainedParams } from "../../pipeline/constrained-params.ts";
import type { Requirement } from "../../pipeline/service.ts";
import {
  type InstanceProfileRecord,
  type ManagedPolicyRecord,
  managedPolicies,
  type RoleRecord,
  type Tag,
  type UserRecord,
} from "../../state/identities.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { type EntityKind, type EntityRecord, existing, instanceProfileKind, roleKind, userKind } from "./entities.ts";
import { existingPolicy } from "./managed-policies.ts";
import { checkPolicyArn, readPolicyArn, requiredName, type TagKeyCase } from "./parameters.ts";
import { type Ask, onEntity, onPolicy } from "./requirements.ts";

/** A record with tags. */
export interface Tagged {
  readonly tags: readonly Tag[];
}

/** One kind of what can be tagged. Its `id` is what a request names it by: a name or an ARN. */
export interface Taggable<R extends Tagged> {
  /** Whether two keys that differ by case alone are one: of users and roles they are. */
  readonly tagKeyCase: TagKeyCase;
  /** The name of the quota of 50 tags in refusals. */
  readonly quota: string;
  read(params: ConstrainedParams): string;
  /** Checks the id after the other constraints. Throws AwsError. */
  check?(id: string): void;
  /** Throws AwsError `NoSuchEntity`. */
  existing(reader: StoreReader, accountId: string, id: string): R;
  put(writer: StoreWriter, record: R): void;
  permission(id: string, ask: Ask): Requirement;
}

export const taggableUser: Taggable<UserRecord> = byName(userKind, { tagKeyCase: "ignored", quota: "TagsPerUser" });
export const taggableRole: Taggable<RoleRecord> = byName(roleKind, { tagKeyCase: "ignored", quota: "TagsPerRole" });
export const taggableInstanceProfile: Taggable<InstanceProfileRecord> = byName(instanceProfileKind, {
  tagKeyCase: "kept",
  quota: "TagsPerInstanceProfile",
});

export const taggablePolicy: Taggable<ManagedPolicyRecord> = {
  tagKeyCase: "kept",
  quota: "TagsPerPolicy",
  read: (params) => readPolicyArn(params),
  check: checkPolicyArn,
  existing: existingPolicy,
  put: (writer, record) => managedPolicies.put(writer, record),
  permission: onPolicy,
};

function byName<R extends EntityRecord & Tagged>(
  kind: EntityKind<R>,
  rules: Pick<Taggable<R>, "tagKeyCase" | "quota">,
): Taggable<R> {
  return {
    ...rules,
    read: (params) => requiredName(params, kind.parameter, kind.maxNameLength),
    existing: (reader, accountId, name) => existing(kind, reader, { accountId, name }),
    put: (writer, record) => kind.records.put(writer, record),
    permission: (name, ask) => onEntity(kind, name, ask),
  };
}
