import type { ServiceRequest } from "../../pipeline/request.ts";
import type { Requirement } from "../../pipeline/service.ts";
import { iamArn } from "../../state/identities.ts";
import type { StoreReader } from "../../state/store.ts";
import { type EntityKind, type EntityRecord, existing } from "./entities.ts";
import { alreadyExists } from "./errors.ts";
import { iamParams, optionalName, optionalPath, requiredName } from "./parameters.ts";
import { type Ask, onEntity, requirement } from "./requirements.ts";

/** An entity, and what it is to be called. What is absent stays. */
export interface NewName {
  readonly name: string;
  readonly newName: string | undefined;
  readonly newPath: string | undefined;
}

/** Reads the name of an entity, its new one (`NewUserName`; at most `maxNewLength` characters) and `NewPath`. */
export function readNewName<R extends EntityRecord>(
  request: ServiceRequest,
  kind: EntityKind<R>,
  maxNewLength: number,
): NewName {
  const params = iamParams(request);
  const input = {
    name: requiredName(params, kind.parameter, kind.maxNameLength),
    newPath: optionalPath(params, "NewPath"),
    newName: optionalName(params, `New${kind.parameter}`, maxNewLength),
  };
  params.check();
  return input;
}

/** The permissions to rename: AWS asks for the same action on the old ARN and on the new one. */
export function onRenamed<R extends EntityRecord>(
  kind: EntityKind<R>,
  input: NewName,
  ask: Ask,
): readonly Requirement[] {
  const before = onEntity(kind, input.name, ask);
  const { state, caller } = ask.context;
  const record = kind.records.find(state.store, caller.accountId, input.name);
  if (record === undefined) return [before];
  const { name, path } = renamedTo(kind, record, input);
  const arn = iamArn(caller.accountId, kind.type, path + name);
  if (arn === before.resource) return [before];
  return [before, requirement(arn, { ...ask, ...(before.context === undefined ? {} : { keys: before.context }) })];
}

/**
 * The entity, and the name and path that it is to have.
 *
 * @throws AwsError `NoSuchEntity`; `EntityAlreadyExists` where another one has the name.
 */
export function renaming<R extends EntityRecord>(
  kind: EntityKind<R>,
  input: NewName,
  { reader, accountId }: { readonly reader: StoreReader; readonly accountId: string },
): { readonly record: R; readonly name: string; readonly path: string } {
  const record = existing(kind, reader, { accountId, name: input.name });
  const { name, path } = renamedTo(kind, record, input);
  const namesake = kind.records.find(reader, accountId, name);
  if (namesake !== undefined && kind.arn(namesake) !== kind.arn(record)) {
    throw alreadyExists(`${kind.type === "user" ? "User" : "Group"} with name ${name}`);
  }
  return { record, name, path };
}

function renamedTo<R extends EntityRecord>(
  kind: EntityKind<R>,
  record: R,
  { newName, newPath }: NewName,
): { readonly name: string; readonly path: string } {
  return { name: newName ?? kind.nameOf(record), path: newPath ?? record.path };
}
