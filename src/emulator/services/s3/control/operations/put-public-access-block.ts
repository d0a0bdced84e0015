import type { Operation } from "../../../../pipeline/service.ts";
import { parseDocument, readDocument } from "../../body/document.ts";
import { putAccountBlock } from "../../public-access/account-blocks.ts";
import { readPublicAccessBlock } from "../../public-access/public-access-block.ts";
import { emptyResponse } from "../../response.ts";
import { accountOperation } from "../account-operation.ts";

/** Sets what public access an account blocks for all of its buckets; a setting that is not named is turned off. */
export const putAccountPublicAccessBlock: Operation = accountOperation({
  name: "PutPublicAccessBlock",
  errors: ["InvalidRequest", "MalformedXML"],
  action: "s3:PutAccountPublicAccessBlock",
  async run(accountId, { state, request }) {
    const root = parseDocument(await readDocument(request), "PublicAccessBlockConfiguration");
    const block = readPublicAccessBlock(root);
    await state.store.transaction((writer) => putAccountBlock(writer, accountId, block));
    return emptyResponse(200);
  },
});
