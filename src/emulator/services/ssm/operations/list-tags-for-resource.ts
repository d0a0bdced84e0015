import { jsonParams } from "../../../pipeline/constrained-json.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { onParameter } from "../requirements.ts";
import { readTagged, taggedParameter } from "../tags.ts";

const NAME = "ListTagsForResource";

export interface ListTagsForResourceResult {
  readonly TagList: readonly { readonly Key: string; readonly Value: string }[];
}

/** Shows a parameter's tags. */
export const listTagsForResource: Operation = operation({
  name: NAME,
  errors: ["InvalidResourceId"],
  parse: (request) => readTagged(NAME, jsonParams(request)),
  authorise: (tagged, context) => [onParameter(tagged, { action: NAME, context })],
  run(tagged, context): ListTagsForResourceResult {
    const { tags } = taggedParameter(tagged, context, context.state.store);
    return { TagList: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  },
});
