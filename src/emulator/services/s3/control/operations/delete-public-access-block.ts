import type { Operation } from "../../../../pipeline/service.ts";
import { removeAccountBlock } from "../../public-access/account-blocks.ts";
import { emptyResponse } from "../../response.ts";
import { accountOperation } from "../account-operation.ts";

/** Removes an account's block: from then on buckets alone block. It needs the permission to put one. */
export const deleteAccountPublicAccessBlock: Operation = accountOperation({
  name: "DeletePublicAccessBlock",
  errors: ["InvalidRequest"],
  action: "s3:PutAccountPublicAccessBlock",
  async run(accountId, { state }) {
    await state.store.transaction((writer) => removeAccountBlock(writer, accountId));
    return emptyResponse(204);
  },
});
