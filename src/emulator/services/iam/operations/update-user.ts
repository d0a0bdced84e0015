import { type Operation, operation } from "../../../pipeline/service.ts";
import { listAccessKeys, putAccessKey, removeAccessKey } from "../../../state/accounts.ts";
import { users } from "../../../state/identities.ts";
import { userKind } from "../entities.ts";
import { onRenamed, readNewName, renaming } from "../renaming.ts";

/**
 * Changes a user's name, its path, or both. The unique id stays, and with it sessions, groups, policies and the trust of
 * the policies that name the user.
 */
export const updateUser: Operation = operation({
  name: "UpdateUser",
  errors: ["EntityAlreadyExists", "NoSuchEntity", "ValidationError"],
  parse: (request) => readNewName(request, userKind, 64),
  authorise: (input, context) => onRenamed(userKind, input, { operation: "UpdateUser", context }),
  run: async (input, { state, caller: { accountId } }) => {
    await state.store.transaction((writer) => {
      const { record, name, path } = renaming(userKind, input, { reader: writer, accountId });
      const keys = listAccessKeys(writer, accountId, record.userName);
      users.replace(writer, record, { ...record, userName: name, path });
      for (const key of keys) {
        removeAccessKey(writer, key);
        putAccessKey(writer, { ...key, userName: name });
      }
    });
  },
});
