import type { OperationContext } from "../../pipeline/service.ts";
import {
  findParameter,
  isPublic,
  type ParameterPlace,
  type ParameterRecord,
  type ParameterReference,
} from "../../state/parameters.ts";
import type { StoreReader } from "../../state/store.ts";
import { ssmErrors } from "./errors.ts";

/** Where the caller's parameters are looked for. */
export function placeOf({ state, caller }: OperationContext, reader: StoreReader = state.store): ParameterPlace {
  return { reader, accountId: caller.accountId, region: state.region };
}

/** The caller's own parameter that a reference names, or `undefined`: public ones can be read and nothing else. */
export function findOwn(
  reference: ParameterReference,
  context: OperationContext,
  reader: StoreReader,
): ParameterRecord | undefined {
  return isPublic(reference.key) ? undefined : findParameter(placeOf(context, reader), reference);
}

/** @throws AwsError `ParameterNotFound`. */
export function requireOwn(
  reference: ParameterReference,
  context: OperationContext,
  reader: StoreReader,
): ParameterRecord {
  const record = findOwn(reference, context, reader);
  if (record === undefined) throw ssmErrors.notFound();
  return record;
}
