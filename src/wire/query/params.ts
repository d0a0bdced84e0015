import { AwsError } from "../aws-error.ts";

const MAX_PARAMETERS = 5_000;
const MAX_NAME_PARTS = 16;
const INT32_MAX = 2_147_483_647;

/**
 * The parameters of a Query request, by typed readers. Names are paths: `string("Tags.member.1.Key")` works as well.
 * A parameter that nobody asks for is ignored, as AWS ignores it.
 */
export interface QueryParams {
  /** Whether the parameter, or one below it (`Tags.member.1.Key` for `Tags`), was sent. */
  has(name: string): boolean;
  string(name: string): string | undefined;
  /**
   * A whole number of 32 bits; `+900` and `0900` are 900.
   *
   * @throws AwsError `MalformedInput`, without message, where it is none.
   */
  integer(name: string): number | undefined;
  /**
   * `true` or `false`.
   *
   * @throws AwsError `MalformedInput` where it is neither.
   */
  boolean(name: string): boolean | undefined;
  /**
   * A list's values in the order of their numbers: of `TagKeys.member.1` and of EC2's `SecurityGroupId.1`. With `field`, of
   * `PolicyArns.member.1.arn`; entries without that field are left out. Gaps close up. Absent and empty lists are `[]`.
   *
   * @throws AwsError `MalformedInput` where an entry's number is none: to skip it would drop a restriction in silence.
   */
  list(name: string, field?: string): string[];
  /**
   * A list of structures, each with the same readers.
   *
   * @throws AwsError `MalformedInput` where an entry's number is none.
   */
  structList(name: string): QueryParams[];
  /** A nested structure (`IamInstanceProfile.Name`); empty where it was not sent. */
  struct(name: string): QueryParams;
}

/**
 * Reads decoded parameters. Of a repeated parameter the first value counts, as on AWS.
 *
 * @throws AwsError `MalformedInput` beyond 5,000 parameters or 16 parts in a name.
 */
export function parseQueryParams(entries: readonly (readonly [string, string])[]): QueryParams {
  if (entries.length > MAX_PARAMETERS) throw malformedInput();
  const root = new Node();
  for (const [name, value] of entries) {
    const parts = name.split(".", MAX_NAME_PARTS + 1);
    if (parts.length > MAX_NAME_PARTS) throw malformedInput();
    let node = root;
    for (const part of parts) node = node.child(part);
    node.value ??= value;
  }
  return new NodeParams(root);
}

class Node {
  value: string | undefined;
  readonly children: Map<string, Node> = new Map();

  child(part: string): Node {
    let child = this.children.get(part);
    if (child === undefined) {
      child = new Node();
      this.children.set(part, child);
    }
    return child;
  }

  find(path: string): Node | undefined {
    let node: Node | undefined = this;
    for (const part of path.split(".")) node = node?.children.get(part);
    return node;
  }
}

class NodeParams implements QueryParams {
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
  }

  has(name: string): boolean {
    return this.#node.find(name) !== undefined;
  }

  string(name: string): string | undefined {
    return this.#node.find(name)?.value;
  }

  integer(name: string): number | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    if (text === "") throw malformedInput("missing value for decimal type");
    const number = /^[+-]?\d{1,20}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= -INT32_MAX - 1 && number <= INT32_MAX)) throw malformedInput();
    return number;
  }

  boolean(name: string): boolean | undefined {
    const text = this.string(name)?.toLowerCase();
    if (text === undefined) return undefined;
    if (text !== "true" && text !== "false") throw malformedInput();
    return text === "true";
  }

  list(name: string, field?: string): string[] {
    return this.#entries(name)
      .map((entry) => (field === undefined ? entry.value : entry.find(field)?.value))
      .filter((value) => value !== undefined);
  }

  structList(name: string): QueryParams[] {
    return this.#entries(name).map((entry) => new NodeParams(entry));
  }

  struct(name: string): QueryParams {
    return new NodeParams(this.#node.find(name) ?? new Node());
  }

  #entries(name: string): Node[] {
    const list = this.#node.find(name);
    if (list === undefined) return [];
    const entries = list.children.get("member") ?? list;
    // Both forms of one list at once would let the second pass unread.
    if (entries !== list && list.children.size > 1) throw malformedInput();
    return [...entries.children]
      .map(([index, node]): [number, Node] => [entryNumber(index), node])
      .sort(([a], [b]) => a - b)
      .map(([, node]) => node);
  }
}

function entryNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw malformedInput();
  return Number(text);
}

function malformedInput(message = ""): AwsError {
  return new AwsError("MalformedInput", message, { status: 400 });
}
