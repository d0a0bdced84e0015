/** One place below `http://169.254.169.254/`: a folder, a text, bytes, or a text that is worked out when it is read. */
export type MetadataNode = MetadataFolder | string | Uint8Array | (() => string);

/** A folder with its entries by name, in the order in which they are listed. */
export interface MetadataFolder {
  readonly entries: ReadonlyMap<string, MetadataNode>;
  /** What its listing says, where that is not its entries' names with a `/` after each folder. */
  readonly listing?: string;
}

/** What a path leads to. */
export interface MetadataContent {
  readonly body: string | Uint8Array;
  /** Bytes are user data, which is whatever it is. */
  readonly contentType: "text/plain" | "application/octet-stream";
}

/** Makes a folder; entries without value are left out. */
export function folder(entries: Readonly<Record<string, MetadataNode | undefined>>, listing?: string): MetadataFolder {
  const present = Object.entries(entries).filter((entry): entry is [string, MetadataNode] => entry[1] !== undefined);
  return { entries: new Map(present), ...(listing === undefined ? {} : { listing }) };
}

/**
 * Reads a path, given in its parts. A folder answers with its listing, with or without a slash at the end, and a leaf
 * tolerates one too: aws-cli asks for `placement/availability-zone/`.
 */
export function readNode(root: MetadataFolder, parts: readonly string[]): MetadataContent | undefined {
  let node: MetadataNode | undefined = root;
  for (const part of parts) node = isFolder(node) ? node.entries.get(part) : undefined;
  if (node === undefined) return undefined;
  if (node instanceof Uint8Array) return { body: node, contentType: "application/octet-stream" };
  if (isFolder(node)) return { body: node.listing ?? list(node), contentType: "text/plain" };
  return { body: typeof node === "function" ? node() : node, contentType: "text/plain" };
}

function list({ entries }: MetadataFolder): string {
  return [...entries].map(([name, node]) => (isFolder(node) ? `${name}/` : name)).join("\n");
}

function isFolder(node: MetadataNode | undefined): node is MetadataFolder {
  return typeof node === "object" && "entries" in node && node.entries instanceof Map;
}
