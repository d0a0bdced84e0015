import { startEmulatorProcess } from "./emulator-process.ts";
import { filledDirectory, keyOf, PREFIXES } from "./filled-directory.ts";
import { median, type Part, type RunOptions, say } from "./part.ts";
import { cpuMilliseconds, end } from "./processes.ts";
import { RawConnection, type RawRequest, signedRequest } from "./raw-client.ts";
import { BUCKET } from "./target.ts";

const COUNTS: readonly number[] = [10_000, 100_000, 1_000_000];
/** Pages of each kind in a round. */
const PAGES = 20;

/** What a page shows, and how it is asked for where there are `count` keys. */
interface Page {
  readonly title: string;
  readonly query: (count: number) => Readonly<Record<string, string>>;
  /** What a page has 1,000 of. */
  readonly element: "Contents" | "CommonPrefixes";
}

const PAGES_ASKED: readonly Page[] = [
  { title: "from the start", query: () => ({}), element: "Contents" },
  {
    title: "from the middle",
    query: (count) => ({ "start-after": keyOf(count / 2, count) }),
    element: "Contents",
  },
  { title: `${PREFIXES} prefixes, delimiter /`, query: () => ({ delimiter: "/" }), element: "CommonPrefixes" },
];

/** Whether a page of a listing costs the same however many keys there are. */
export const listing: Part = {
  name: "listing",
  about: `a page of 1,000 keys among ${COUNTS.map((count) => count.toLocaleString("en")).join(", ")}`,
  async run(options) {
    const rows: string[] = [];
    for (const count of COUNTS) rows.push(await rowFor(count, options));
    say(`\n| keys in the bucket | ${PAGES_ASKED.map(({ title }) => `${title} | CPU`).join(" | ")} |`);
    say(`| ---: | ${PAGES_ASKED.map(() => "---: | ---:").join(" | ")} |`);
    for (const row of rows) say(row);
  },
};

async function rowFor(count: number, { rounds }: RunOptions): Promise<string> {
  const directory = await filledDirectory(count);
  try {
    const { port, owner, child } = await startEmulatorProcess(directory.path);
    const times: number[][] = PAGES_ASKED.map(() => []);
    const cpu = PAGES_ASKED.map(() => 0);
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      for (const [i, { query, element }] of PAGES_ASKED.entries()) {
        const asked = { "list-type": "2", ...query(count) };
        const request = { method: "GET", path: `/${BUCKET}`, query: asked } as const;
        const before = cpuMilliseconds(child);
        const taken = await timesOf({ port, caller: owner }, request, element);
        if (round === 0) continue;
        times[i]?.push(...taken);
        cpu[i] = (cpu[i] ?? 0) + cpuMilliseconds(child) - before;
      }
    }
    await end(child);
    const cells = times.map((taken, i) => {
      const ofIt = ((cpu[i] ?? 0) / taken.length).toFixed(1);
      return `${median(taken).toFixed(1)} ms | ${ofIt} ms`;
    });
    return `| ${count.toLocaleString("en")} | ${cells.join(" | ")} |`;
  } finally {
    directory.remove();
  }
}

/** How long pages take, one after the other, in milliseconds. */
async function timesOf(
  server: Parameters<typeof signedRequest>[0],
  request: RawRequest,
  element: string,
): Promise<readonly number[]> {
  const prepared = await signedRequest(server, request);
  const connection = new RawConnection(server.port);
  const times: number[] = [];
  for (let page = 0; page < PAGES; page++) {
    const started = performance.now();
    const { status, body } = await connection.send(prepared);
    times.push(performance.now() - started);
    const found = body.toString().split(`<${element}>`).length - 1;
    if (status !== 200 || found !== 1000) throw new Error(`${status}, ${found} × ${element}: ${body.subarray(0, 500)}`);
  }
  connection.close();
  return times;
}
