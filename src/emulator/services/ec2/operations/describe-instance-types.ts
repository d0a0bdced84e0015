import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { type InstanceTypeFacts, listInstanceTypes } from "../instance-type-table.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";

export interface InstanceTypeItem {
  readonly instanceType: string;
  readonly currentGeneration: true;
  readonly supportedUsageClasses: readonly string[];
  readonly supportedRootDeviceTypes: readonly string[];
  readonly supportedVirtualizationTypes: readonly string[];
  readonly bareMetal: false;
  readonly hypervisor: string;
  readonly processorInfo: { readonly supportedArchitectures: readonly string[] };
  readonly vCpuInfo: {
    readonly defaultVCpus: number;
    readonly defaultCores: number;
    readonly defaultThreadsPerCore: number;
  };
  readonly memoryInfo: { readonly sizeInMiB: number };
  readonly instanceStorageSupported: false;
  readonly burstablePerformanceSupported: boolean;
}

export interface DescribeInstanceTypesResult {
  readonly instanceTypeSet: readonly InstanceTypeItem[];
  readonly nextToken?: string;
}

const FILTERS: FilterTable<InstanceTypeFacts & { readonly tags: readonly [] }> = {
  "bare-metal": () => ["false"],
  "burstable-performance-supported": ({ isBurstable }) => [String(isBurstable)],
  "current-generation": () => ["true"],
  hypervisor: ({ hypervisor }) => [hypervisor],
  "instance-storage-supported": () => ["false"],
  "instance-type": ({ instanceType }) => [instanceType],
  "memory-info.size-in-mib": ({ memoryMiB }) => [String(memoryMiB)],
  "processor-info.supported-architecture": ({ architecture }) => [architecture],
  "supported-root-device-type": () => ["ebs"],
  "supported-virtualization-type": () => ["hvm"],
  "vcpu-info.default-vcpus": ({ vCpus }) => [String(vCpus)],
};

/** Shows the instance types that are asked for most. */
export const describeInstanceTypes: Operation = ec2Operation({
  name: "DescribeInstanceTypes",
  errors: ["InvalidInstanceType", "InvalidNextToken", "InvalidParameterCombination", "InvalidParameterValue"],
  parse: (params) => ({
    types: params.list("InstanceType"),
    filters: readFilters(params),
    page: readPageRequest(params, { most: 100, ids: { parameter: "InstanceType", shown: "InstanceTypes" } }),
  }),
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeInstanceTypes", resource: "*" })],
  run({ types, filters, page }): DescribeInstanceTypesResult {
    const all = listInstanceTypes().map((facts) => ({ ...facts, tags: [] as const }));
    const missing = types.filter((type) => !all.some(({ instanceType }) => instanceType === type));
    if (missing.length > 0) {
      const message = `The following supplied instance types do not exist: [${missing.join(", ")}]`;
      throw ec2Errors.coded("InvalidInstanceType", message);
    }
    const named = all.filter(({ instanceType }) => types.length === 0 || types.includes(instanceType));
    const { items, end } = cutPage(applyFilters(named, filters, FILTERS), page, ({ instanceType }) => instanceType);
    return { instanceTypeSet: items.map(instanceTypeItem), ...end };
  },
});

function instanceTypeItem(facts: InstanceTypeFacts): InstanceTypeItem {
  const { instanceType, architecture, vCpus, threadsPerCore, memoryMiB, isBurstable, hypervisor } = facts;
  return {
    instanceType,
    currentGeneration: true,
    supportedUsageClasses: ["on-demand", "spot"],
    supportedRootDeviceTypes: ["ebs"],
    supportedVirtualizationTypes: ["hvm"],
    bareMetal: false,
    hypervisor,
    processorInfo: { supportedArchitectures: [architecture] },
    vCpuInfo: {
      defaultVCpus: vCpus,
      defaultCores: vCpus / threadsPerCore,
      defaultThreadsPerCore: threadsPerCore,
    },
    memoryInfo: { sizeInMiB: memoryMiB },
    instanceStorageSupported: false,
    burstablePerformanceSupported: isBurstable,
  };
}
