import { type Operation, operation } from "../../../pipeline/service.ts";
import { groups } from "../../../state/groups.ts";
import { groupKind } from "../entities.ts";
import { onRenamed, readNewName, renaming } from "../renaming.ts";

/** Changes a group's name, its path, or both. Its unique id, members and policies stay. */
export const updateGroup: Operation = operation({
  name: "UpdateGroup",
  errors: ["EntityAlreadyExists", "NoSuchEntity", "ValidationError"],
  parse: (request) => readNewName(request, groupKind, 128),
  authorise: (input, context) => onRenamed(groupKind, input, { operation: "UpdateGroup", context }),
  run: async (input, { state, caller: { accountId } }) => {
    await state.store.transaction((writer) => {
      const { record, name, path } = renaming(groupKind, input, { reader: writer, accountId });
      groups.replace(writer, record, { ...record, groupName: name, path });
    });
  },
});
