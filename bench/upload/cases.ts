import type { Case } from "./case.ts";
import type { Load } from "./load.ts";
import { endsWithin, fasterThan, fitsInto, withinBound } from "./targets.ts";

const GIB = 1024 ** 3;
const SMALL_BYTES = 4096;

const large: Load = { name: "1 GiB", kind: "file", files: 1, bytesEach: GIB };
const many: Load = { name: "10,000 files of 4 KiB", kind: "directory", files: 10_000, bytesEach: SMALL_BYTES };
const one: Load = { name: "4 KiB", kind: "file", files: 1, bytesEach: SMALL_BYTES };
const sparse = (gibibytes: number): Load => ({
  name: `${gibibytes} GiB, sparse`,
  kind: "file",
  files: 1,
  bytesEach: gibibytes * GIB,
  sparse: true,
});

/** All cases. */
export const CASES: readonly Case[] = [
  {
    name: "large",
    about: "one file of 1 GiB over plain HTTP",
    rounds: 5,
    loads: [large],
    targets: [fasterThan("", 2), withinBound(0.2)],
  },
  {
    name: "tls",
    about: "one file of 1 GiB over TLS",
    rounds: 5,
    loads: [large],
    isSecure: true,
    targets: [fasterThan("", 1.2), withinBound(0.2)],
  },
  {
    name: "small",
    about: "10,000 files of 4 KiB, a tree of directories",
    rounds: 3,
    loads: [many],
    targets: [fasterThan("rclone", 1.2), fasterThan("AWS CLI", 8)],
  },
  {
    name: "one",
    about: "one file of 4 KiB, whole processes; Keylease takes its lease in that time too",
    rounds: 20,
    loads: [one],
    assumesRole: true,
    targets: [endsWithin(200), fasterThan("AWS CLI", 3)],
  },
  {
    name: "memory",
    about: "1 GiB and 10 GiB of a sparse file, and the most memory that each took",
    rounds: 1,
    loads: [sparse(1), sparse(10)],
    targets: [fitsInto(150)],
  },
];
