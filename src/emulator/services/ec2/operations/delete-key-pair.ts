import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import type { StoreReader } from "../../../state/store.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { type KeyPairRecord, listKeyPairs, removeKeyPair } from "../key-pairs.ts";
import { ec2Arn, requirement, resourceTagKeys } from "../resources.ts";

export interface DeleteKeyPairResult {
  readonly return: true;
  readonly keyPairId?: string;
}

interface Choice {
  readonly keyName: string | undefined;
  readonly keyPairId: string | undefined;
}

/** Forgets a key pair. Deleting one that does not exist succeeds, as on AWS. */
export const deleteKeyPair: Operation = ec2Operation({
  name: "DeleteKeyPair",
  errors: ["MissingParameter"],
  parse(params): Choice {
    const choice = { keyName: params.string("KeyName"), keyPairId: params.string("KeyPairId") };
    if (choice.keyName === undefined && choice.keyPairId === undefined) {
      throw ec2Errors.missingParameter("keyName or keyPairId");
    }
    return choice;
  },
  authorise(choice, context) {
    const pair = find(choice, context, context.state.store);
    const resource = ec2Arn(context, "key-pair", pair?.keyName ?? choice.keyName ?? "*");
    const keys = resourceTagKeys(pair?.tags ?? []);
    return [requirement(context, { action: "ec2:DeleteKeyPair", resource, context: keys })];
  },
  run(choice, context): Promise<DeleteKeyPairResult> {
    return context.state.store.transaction((writer) => {
      const pair = find(choice, context, writer);
      if (pair === undefined) return { return: true };
      removeKeyPair(writer, pair);
      return { return: true, keyPairId: pair.keyPairId };
    });
  },
});

function find(choice: Choice, { caller }: OperationContext, reader: StoreReader): KeyPairRecord | undefined {
  return listKeyPairs(reader, caller.accountId).find((pair) =>
    choice.keyPairId === undefined ? pair.keyName === choice.keyName : pair.keyPairId === choice.keyPairId,
  );
}
