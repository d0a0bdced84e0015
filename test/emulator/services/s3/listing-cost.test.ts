import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLogger, systemRandom } from "../../../../src/core/index.ts";
import { type OpenedState, openState } from "../../../../src/emulator/open-state.ts";
import { RequestLog } from "../../../../src/emulator/pipeline/decisions.ts";
import { handle } from "../../../../src/emulator/pipeline/handle.ts";
import { type HttpServer, startHttpServer } from "../../../../src/emulator/pipeline/http-server.ts";
import { embeddedServices } from "../../../../src/emulator/services/index.ts";
import { NEW_BUCKET, putBucket } from "../../../../src/emulator/services/s3/buckets.ts";
import { type ObjectRecord, putObjectRecord } from "../../../../src/emulator/services/s3/objects.ts";
import { countingStore, type Reads } from "../../../support/counting-store.ts";
import { signWithSmithy } from "../../../wire/sigv4/smithy-signer.ts";

/** Every bucket has as many prefixes; what differs is how many keys there are below each. */
const PREFIXES = 40;
const BUCKETS = { few: 30, many: 300 };
const PAGE = 10;

const RECORD: ObjectRecord = {
  content: { form: "whole", blob: "inline:none" },
  sizeBytes: 0,
  etag: "d41d8cd98f00b204e9800998ecf8427e",
  lastModified: "2026-11-26T00:00:00.000Z",
  checksum: { algorithm: "CRC64NVME", value: "AAAAAAAAAAA=" },
  headers: {},
  metadata: {},
  storageClass: "STANDARD",
  writerAccountId: "000000000000",
  acl: [],
};

describe("what a page of a listing reads", () => {
  let opened: OpenedState;
  let server: HttpServer;
  let reads: Reads;

  beforeAll(async () => {
    opened = await openState({});
    await fill(opened);
    const counting = countingStore(opened.state.store);
    reads = counting.reads;
    const environment = {
      state: { ...opened.state, store: counting.store },
      services: embeddedServices,
      instances: { boot: () => {}, end: async () => {}, reboot: async () => {}, consoleOutput: () => "" },
      log: new RequestLog(),
      logger: silentLogger,
      observe: () => {},
    };
    const { clock } = opened.state;
    server = await startHttpServer({
      ...{ host: "127.0.0.1", port: 0, extraHosts: [], clock, random: systemRandom, logger: silentLogger },
      handle: (request) => handle(request, environment),
      control: () => undefined,
    });
  });
  afterAll(async () => {
    await server.close();
    await opened.close();
  });

  /** What listing a bucket reads. Fails where the page has not as many of `element` as it may have. */
  async function readsOf(bucket: string, query: Readonly<Record<string, string>>, element: string): Promise<Reads> {
    const before = { ...reads };
    const answer = await list(bucket, { ...query, "max-keys": String(PAGE) });
    expect(answer.split(`<${element}>`).length - 1, answer).toBe(PAGE);
    return { gets: reads.gets - before.gets, seeks: reads.seeks - before.seeks, rows: reads.rows - before.rows };
  }

  async function list(bucket: string, query: Readonly<Record<string, string>>): Promise<string> {
    const [root] = opened.accounts;
    if (root === undefined) throw new Error("there is no account");
    const request = { method: "GET", path: `/${bucket}`, query, body: "" };
    const headers = await signWithSmithy(
      { ...request, headers: { host: `127.0.0.1:${server.port}` } },
      { ...root, region: "us-east-1", service: "s3", at: new Date() },
    );
    const url = `http://127.0.0.1:${server.port}/${bucket}?${new URLSearchParams(query)}`;
    return (await fetch(url, { headers })).text();
  }

  const middle = "p20/000003";
  describe.each([
    ["ListObjectsV2", { "list-type": "2" }, "start-after", "Contents"],
    ["ListObjects", {}, "marker", "Contents"],
    ["ListObjectVersions", { versions: "" }, "key-marker", "Version"],
  ] as const)("%s", (_name, operation, marker, element) => {
    it.each([
      ["from the start", {}],
      ["from the middle", { [marker]: middle }],
      ["of a prefix", { prefix: "p20/" }],
      ["of a prefix, grouped by a delimiter that no key has", { prefix: "p20/", delimiter: "#" }],
    ])("reads the rows of its page and one more, however many keys there are: %s", async (_case, query) => {
      const few = await readsOf("few", { ...operation, ...query }, element);
      expect(await readsOf("many", { ...operation, ...query }, element)).toEqual(few);
      expect(few.rows).toBeLessThanOrEqual(PAGE + 1);
    });

    it.each([
      ["from the start", {}],
      ["from the middle", { [marker]: middle }],
    ])("reads one row of each common prefix, however many keys are below it: %s", async (_case, query) => {
      const asked = { ...operation, ...query, delimiter: "/" };
      const few = await readsOf("few", asked, "CommonPrefixes");
      expect(await readsOf("many", asked, "CommonPrefixes")).toEqual(few);
      expect(few.rows).toBeLessThanOrEqual(PAGE + 1);
    });
  });

  it.each([
    ["ListObjectsV2", { "list-type": "2", "fetch-owner": "true" }],
    ["ListObjects", {}],
  ])("looks an owner up once for the whole page: %s", async (_name, query) => {
    const without = await readsOf("few", { "list-type": "2" }, "Contents");
    expect((await readsOf("few", query, "Contents")).gets).toBe(without.gets + 1);
  });
});

async function fill({ state }: OpenedState): Promise<void> {
  await state.store.transaction((writer) => {
    for (const [name, each] of Object.entries(BUCKETS)) {
      const createdAt = "2026-11-26T00:00:00.000Z";
      putBucket(writer, { ...NEW_BUCKET.today, name, accountId: "000000000000", createdAt, acl: [] });
      for (let prefix = 0; prefix < PREFIXES; prefix++) {
        for (let place = 0; place < each; place++) {
          const key = `p${String(prefix).padStart(2, "0")}/${String(place).padStart(6, "0")}`;
          putObjectRecord(writer, [name, key], RECORD);
        }
      }
    }
  });
}
