import type { OperationContext } from "../../../pipeline/service.ts";
import { findVersion, parameterArn, readReference } from "../../../state/parameters.ts";
import { ec2Errors } from "../errors.ts";
import { isId } from "../ids.ts";
import type { ImageChoice } from "./launch-input.ts";

type Place = Pick<OperationContext, "state" | "caller">;

/**
 * The id of the image that a launch names.
 *
 * @throws AwsError `InvalidParameterValue` where it is named by a parameter that is none, or holds none.
 */
export function requireImageId(choice: ImageChoice, place: Place): string {
  const imageId = imageIdOf(choice, place);
  if (imageId !== undefined) return imageId;
  const { parameter } = choice as { parameter: string };
  throw ec2Errors.invalid(`Invalid systems manager parameter '${parameter}': it does not exist, or holds no image id`);
}

/** The id of the image, or `undefined` where the parameter that should name it does not. */
export function imageIdOf(choice: ImageChoice, { state, caller }: Place): string | undefined {
  if ("imageId" in choice) return choice.imageId;
  const place = { reader: state.store, accountId: caller.accountId, region: state.region };
  const version = findVersion(place, readReference(choice.parameter));
  // A secret's value is sealed, and so is none either.
  return version !== undefined && isId(version.value, "ami") ? version.value : undefined;
}

/** What must be allowed to read the parameter: it is read from SSM with the caller's rights. */
export function parameterOf(
  choice: ImageChoice,
  { state, caller }: Place,
): { readonly resource: string; readonly resourceAccountId: string } | undefined {
  if ("imageId" in choice) return undefined;
  const { key, accountId = caller.accountId } = readReference(choice.parameter);
  return { resource: parameterArn({ region: state.region, accountId }, key), resourceAccountId: accountId };
}
