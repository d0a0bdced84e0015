import { compareUtf8 } from "../../../core/index.ts";
import { elementOf } from "../../answer.ts";
import type { Connection } from "../../connection.ts";
import { isTransient, unverified } from "../../failure.ts";
import { type RetryPolicy, retrying } from "../../retry.ts";
import type { StoredObject } from "./stored-object.ts";

/** A thousand keys of 1,024 bytes, each of them three characters, with what else is said of them. */
const MOST_LIST_BYTES = 8 * 2 ** 20;

/** What is listed, and how. */
export interface ListingSettings {
  /** To the bucket itself: the object without a name. */
  readonly connection: Connection;
  readonly prefix: string;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal | undefined;
}

/** An object as a listing has it. */
export interface ListedObject extends StoredObject {
  readonly key: string;
}

/** The objects below a prefix, which S3 lists in the order of their keys. A page is read while the one before is used. */
export class Listing {
  readonly #settings: ListingSettings;
  #objects: AsyncIterator<ListedObject>;
  #next: Promise<IteratorResult<ListedObject>>;
  #last = "";

  constructor(settings: ListingSettings) {
    this.#settings = settings;
    this.#objects = listObjects(settings);
    this.#next = this.#objects.next();
    this.#next.catch(() => {});
  }

  /**
   * Finds an object. Asked for keys in their order it reads the list once; for one that comes before the last one, it begins
   * anew.
   *
   * @throws KeyleaseError as `Connection.call`.
   */
  async find(key: string): Promise<ListedObject | undefined> {
    if (compareUtf8(key, this.#last) < 0) {
      this.#objects = listObjects(this.#settings);
      this.#next = this.#objects.next();
    }
    this.#last = key;
    for (;;) {
      const { done, value } = await this.#next;
      if (done === true || compareUtf8(value.key, key) > 0) return undefined;
      if (value.key === key) return value;
      this.#next = this.#objects.next();
    }
  }
}

async function* listObjects(settings: ListingSettings): AsyncGenerator<ListedObject> {
  let page: Promise<Page> | undefined = listPage(settings, undefined);
  while (page !== undefined) {
    const { objects, next }: Page = await page;
    page = next === undefined ? undefined : listPage(settings, next);
    // Nobody may ever ask for it.
    page?.catch(() => {});
    yield* objects;
  }
}

interface Page {
  readonly objects: readonly ListedObject[];
  /** What the next page is asked for with; `undefined` after the last one. */
  readonly next: string | undefined;
}

async function listPage({ connection, prefix, retry, signal }: ListingSettings, token?: string): Promise<Page> {
  const query = {
    "list-type": "2",
    // XML cannot hold every character that keys can.
    "encoding-type": "url",
    prefix,
    ...(token === undefined ? {} : { "continuation-token": token }),
  };
  const list = (): ReturnType<Connection["call"]> =>
    connection.call({ operation: "ListObjectsV2", method: "GET", query, mostAnswerBytes: MOST_LIST_BYTES });
  const { body } = await retrying(list, { policy: retry, isTransient, signal });
  if (!body.includes("</ListBucketResult>")) throw unverified("the list of what is there is cut off");
  const objects: ListedObject[] = [];
  for (const [, element = ""] of body.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
    const object = readListed(element);
    if (object !== undefined) objects.push(object);
  }
  const next = elementOf(body, "IsTruncated") === "true" ? elementOf(body, "NextContinuationToken") : undefined;
  return { objects, next: next === token ? undefined : next };
}

function readListed(element: string): ListedObject | undefined {
  const [key, etag] = [elementOf(element, "Key"), elementOf(element, "ETag")];
  const sizeBytes = Number(elementOf(element, "Size"));
  if (key === undefined || etag === undefined || !Number.isInteger(sizeBytes)) return undefined;
  try {
    // As forms are encoded: a space may be a plus.
    const decoded = decodeURIComponent(key.replaceAll("+", " "));
    return { key: decoded, etag: etag.replaceAll('"', ""), sizeBytes, checksums: {} };
  } catch {
    return undefined;
  }
}
