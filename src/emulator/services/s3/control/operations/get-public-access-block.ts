import type { Operation } from "../../../../pipeline/service.ts";
import { s3Error } from "../../errors.ts";
import { findAccountBlock } from "../../public-access/account-blocks.ts";
import { publicAccessBlockContent } from "../../public-access/public-access-block.ts";
import { accountOperation } from "../account-operation.ts";
import { controlResponse } from "../control-response.ts";

/** Shows what public access an account blocks for all of its buckets. */
export const getAccountPublicAccessBlock: Operation = accountOperation({
  name: "GetPublicAccessBlock",
  errors: ["InvalidRequest", "NoSuchPublicAccessBlockConfiguration"],
  action: "s3:GetAccountPublicAccessBlock",
  run(accountId, { state }) {
    const block = findAccountBlock(state.store, accountId);
    if (block === undefined) {
      const message = "The public access block configuration was not found";
      throw s3Error(404, ["NoSuchPublicAccessBlockConfiguration", message], { AccountId: accountId });
    }
    return controlResponse("PublicAccessBlockConfiguration", publicAccessBlockContent(block));
  },
});
