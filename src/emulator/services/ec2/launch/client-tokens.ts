import { createHash } from "node:crypto";
import { type InstanceRecord, listInstances } from "../../../state/instances.ts";
import type { StoreReader, StoreWriter } from "../../../state/store.ts";
import { Table } from "../../../state/table.ts";
import { ec2Errors } from "../errors.ts";
import type { LaunchInput } from "./launch-input.ts";

interface TokenRecord {
  readonly reservationId: string;
  /** Hash of the launch that the token was first used with. */
  readonly launch: string;
}

const tokens = new Table<TokenRecord>("ec2-client-token");

/**
 * The instances that a launch with this client token has made already, or `undefined` where it is the first.
 *
 * @throws AwsError `IdempotentParameterMismatch` where the first launch was another one.
 */
export function earlierLaunch(
  reader: StoreReader,
  accountId: string,
  input: LaunchInput,
): readonly InstanceRecord[] | undefined {
  const known = input.clientToken === undefined ? undefined : tokens.get(reader, accountId, input.clientToken);
  if (known === undefined) return undefined;
  if (known.launch !== launchHash(input)) {
    throw ec2Errors.coded(
      "IdempotentParameterMismatch",
      "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
    );
  }
  return listInstances(reader, accountId)
    .filter((instance) => instance.reservationId === known.reservationId)
    .sort((a, b) => a.launchIndex - b.launchIndex);
}

export function rememberLaunch(
  writer: StoreWriter,
  { accountId, reservationId }: { accountId: string; reservationId: string },
  input: LaunchInput,
): void {
  if (input.clientToken === undefined) return;
  tokens.put(writer, [accountId, input.clientToken], { reservationId, launch: launchHash(input) });
}

function launchHash(input: LaunchInput): string {
  return createHash("sha256").update(JSON.stringify(input)).digest("hex");
}
