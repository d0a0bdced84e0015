import { jsonParams } from "../../../pipeline/constrained-json.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { putParameter } from "../../../state/parameters.ts";
import { onParameter, requestTags } from "../requirements.ts";
import { checkTags, readTagged, readTags, taggedParameter, withTags } from "../tags.ts";

const NAME = "AddTagsToResource";

/** Tags a parameter, or changes its tags. */
export const addTagsToResource: Operation = operation({
  name: NAME,
  errors: ["InvalidResourceId", "TooManyTagsError"],
  parse(request) {
    const params = jsonParams(request);
    const tags = readTags(params);
    return { tagged: readTagged(NAME, params), tags };
  },
  authorise: ({ tagged, tags }, context) => [onParameter(tagged, { action: NAME, context, keys: requestTags(tags) })],
  run: ({ tagged, tags }, context) =>
    context.state.store.transaction((writer) => {
      const record = taggedParameter(tagged, context, writer);
      const all = withTags(record.tags, tags);
      checkTags(all);
      putParameter(writer, { ...record, tags: all });
    }),
});
