import type { Architecture } from "../../state/images.ts";

/** What is known of an instance type. */
export interface InstanceTypeFacts {
  readonly instanceType: string;
  readonly architecture: Architecture;
  readonly vCpus: number;
  readonly threadsPerCore: 1 | 2;
  readonly memoryMiB: number;
  readonly isBurstable: boolean;
  readonly hypervisor: "nitro" | "xen";
}

interface Family {
  readonly names: readonly string[];
  readonly architecture: Architecture;
  /** vCPUs and MiB by size. */
  readonly sizes: Readonly<Record<string, readonly [vCpus: number, memoryMiB: number]>>;
}

const GIB = 1024;
const BURSTABLE: Family["sizes"] = {
  nano: [2, 512],
  micro: [2, GIB],
  small: [2, 2 * GIB],
  medium: [2, 4 * GIB],
  large: [2, 8 * GIB],
  xlarge: [4, 16 * GIB],
  "2xlarge": [8, 32 * GIB],
};
const FIRST_BURSTABLE: Family["sizes"] = { ...BURSTABLE, nano: [1, 512], micro: [1, GIB], small: [1, 2 * GIB] };

/** Sizes that double from `large` on, with so many GiB for each vCPU. */
const doubling = (gibPerCpu: number): Family["sizes"] =>
  Object.fromEntries(
    ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"].map((size, i) => {
      const vCpus = 2 ** (i + 1);
      return [size, [vCpus, vCpus * gibPerCpu * GIB] as const];
    }),
  );

/** The families that programs ask for most; AWS has some hundred more. */
const FAMILIES: readonly Family[] = [
  { names: ["t2"], architecture: "x86_64", sizes: FIRST_BURSTABLE },
  { names: ["t3", "t3a"], architecture: "x86_64", sizes: BURSTABLE },
  { names: ["t4g"], architecture: "arm64", sizes: BURSTABLE },
  { names: ["m5", "m6i", "m7i"], architecture: "x86_64", sizes: doubling(4) },
  { names: ["m6g", "m7g"], architecture: "arm64", sizes: doubling(4) },
  { names: ["c6i", "c7i"], architecture: "x86_64", sizes: doubling(2) },
  { names: ["c6g", "c7g"], architecture: "arm64", sizes: doubling(2) },
  { names: ["r6i", "r7i"], architecture: "x86_64", sizes: doubling(8) },
  { names: ["r6g", "r7g"], architecture: "arm64", sizes: doubling(8) },
];

/** The instance types that DescribeInstanceTypes shows. RunInstances takes others too: see `launch/instance-types.ts`. */
export function listInstanceTypes(): readonly InstanceTypeFacts[] {
  return FAMILIES.flatMap(({ names, architecture, sizes }) =>
    names.flatMap((name) =>
      Object.entries(sizes).map(
        ([size, [vCpus, memoryMiB]]): InstanceTypeFacts => ({
          instanceType: `${name}.${size}`,
          architecture,
          vCpus,
          threadsPerCore: architecture === "arm64" || vCpus === 1 || name === "t2" ? 1 : 2,
          memoryMiB,
          isBurstable: name.startsWith("t"),
          hypervisor: name === "t2" ? "xen" : "nitro",
        }),
      ),
    ),
  );
}
