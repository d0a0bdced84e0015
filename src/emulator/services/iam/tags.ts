import { type Operation, operation } from "../../pipeline/service.ts";
import type { Tag } from "../../state/identities.ts";
import { quotaExceeded } from "./errors.ts";
import { cutPage, type PageRequest, readPageRequest } from "./pages.ts";
import { iamParams, readRequiredTags, readTagKeys } from "./parameters.ts";
import { IAM_QUOTAS } from "./quotas.ts";
import { requestTags } from "./requirements.ts";
import type { Taggable, Tagged } from "./taggable.ts";

/** TagUser and its kin: adds tags, or replaces those of the same keys. */
export function tagEntity<R extends Tagged>(name: string, kind: Taggable<R>): Operation {
  return operation({
    name,
    errors: ["InvalidInput", "LimitExceeded", "NoSuchEntity", "ValidationError"],
    parse(request) {
      const params = iamParams(request);
      const input = { id: kind.read(params), tags: readRequiredTags(params, kind.tagKeyCase) };
      params.check();
      kind.check?.(input.id);
      return input;
    },
    authorise: ({ id, tags }, context) => [kind.permission(id, { operation: name, context, keys: requestTags(tags) })],
    run: async ({ id, tags: given }, { state, caller }) => {
      await state.store.transaction((writer) => {
        const record = kind.existing(writer, caller.accountId, id);
        const tags = withTags(record.tags, given, kind);
        if (tags.length > IAM_QUOTAS.tags) throw quotaExceeded(kind.quota, IAM_QUOTAS.tags);
        kind.put(writer, { ...record, tags });
      });
    },
  });
}

/** UntagUser and its kin: removes the tags of these keys; a key that is not there is no error. */
export function untagEntity<R extends Tagged>(name: string, kind: Taggable<R>): Operation {
  return operation({
    name,
    errors: ["NoSuchEntity", "ValidationError"],
    parse(request) {
      const params = iamParams(request);
      const input = { id: kind.read(params), tagKeys: readTagKeys(params) };
      params.check();
      kind.check?.(input.id);
      return input;
    },
    authorise: ({ id, tagKeys }, context) => {
      const keys = { "aws:TagKeys": tagKeys.length === 0 ? undefined : tagKeys };
      return [kind.permission(id, { operation: name, context, keys })];
    },
    run: async ({ id, tagKeys }, { state, caller }) => {
      await state.store.transaction((writer) => {
        const record = kind.existing(writer, caller.accountId, id);
        const removed = new Set(tagKeys.map((key) => comparable(key, kind)));
        const tags = record.tags.filter(({ key }) => !removed.has(comparable(key, kind)));
        kind.put(writer, { ...record, tags });
      });
    },
  });
}

/** ListUserTags and its kin, in the order of the keys. */
export function listEntityTags<R extends Tagged>(name: string, kind: Taggable<R>): Operation {
  return operation<{ readonly id: string; readonly page: PageRequest }>({
    name,
    errors: ["NoSuchEntity", "ValidationError"],
    parse(request) {
      const params = iamParams(request);
      const input = { id: kind.read(params), page: readPageRequest(params) };
      params.check();
      kind.check?.(input.id);
      return input;
    },
    authorise: ({ id }, context) => [kind.permission(id, { operation: name, context })],
    run({ id, page }, { state, caller }) {
      const { tags } = kind.existing(state.store, caller.accountId, id);
      // Pages are cut whatever the case of their keys, but tag keys may differ by case alone.
      const { items, end } = cutPage(tags, page, ({ key }) => Buffer.from(key).toString("hex"));
      return { Tags: items.map(({ key, value }) => ({ Key: key, Value: value })), ...end };
    },
  });
}

/** The tags with others added; the key of a replaced one is written as it was given last. */
function withTags<R extends Tagged>(old: readonly Tag[], given: readonly Tag[], kind: Taggable<R>): readonly Tag[] {
  const tags = new Map(old.map((tag) => [comparable(tag.key, kind), tag]));
  for (const tag of given) tags.set(comparable(tag.key, kind), tag);
  return [...tags.values()];
}

function comparable<R extends Tagged>(key: string, { tagKeyCase }: Taggable<R>): string {
  return tagKeyCase === "ignored" ? key.toLowerCase() : key;
}
