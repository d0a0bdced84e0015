import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";
import { listTagged } from "../taggable.ts";

export interface TagDescriptionItem {
  readonly resourceId: string;
  readonly resourceType: string;
  readonly key: string;
  readonly value: string;
}

export interface DescribeTagsResult {
  readonly tagSet: readonly TagDescriptionItem[];
  readonly nextToken?: string;
}

const FILTERS: FilterTable<TagDescriptionItem & { readonly tags: readonly { key: string; value: string }[] }> = {
  key: ({ key }) => [key],
  "resource-id": ({ resourceId }) => [resourceId],
  "resource-type": ({ resourceType }) => [resourceType],
  value: ({ value }) => [value],
};

/** Shows the tags of all of the caller's resources. */
export const describeTags: Operation = ec2Operation({
  name: "DescribeTags",
  errors: ["InvalidNextToken", "InvalidParameterValue"],
  parse: (params) => ({ filters: readFilters(params), page: readPageRequest(params) }),
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeTags", resource: "*" })],
  run({ filters, page }, context): DescribeTagsResult {
    const all = listTagged(context, context.state.store).flatMap(({ resourceId, resourceType, tags }) =>
      tags.map((tag) => ({ resourceId, resourceType, ...tag, tags: [tag] })),
    );
    const { items, end } = cutPage(
      applyFilters(all, filters, FILTERS),
      page,
      ({ resourceId, key }) => `${resourceId} ${key}`,
    );
    return { tagSet: items.map(({ tags: _own, ...item }) => item), ...end };
  },
});
