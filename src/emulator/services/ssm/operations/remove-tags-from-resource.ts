import { jsonParams } from "../../../pipeline/constrained-json.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { putParameter } from "../../../state/parameters.ts";
import { onParameter } from "../requirements.ts";
import { readTagged, taggedParameter } from "../tags.ts";

const NAME = "RemoveTagsFromResource";

/** Takes tags from a parameter; a key that is not there is no error. */
export const removeTagsFromResource: Operation = operation({
  name: NAME,
  errors: ["InvalidResourceId"],
  parse(request) {
    const params = jsonParams(request);
    const tagKeys = params.texts("TagKeys", { maxCount: 1000, min: 1, max: 128 });
    return { tagged: readTagged(NAME, params), tagKeys };
  },
  authorise({ tagged, tagKeys }, context) {
    const keys = tagKeys.length === 0 ? {} : { "aws:TagKeys": tagKeys };
    return [onParameter(tagged, { action: NAME, context, keys })];
  },
  run: ({ tagged, tagKeys }, context) =>
    context.state.store.transaction((writer) => {
      const record = taggedParameter(tagged, context, writer);
      putParameter(writer, { ...record, tags: record.tags.filter(({ key }) => !tagKeys.includes(key)) });
    }),
});
