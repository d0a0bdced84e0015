import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import {
  type Association,
  associationItem,
  listAssociations,
  type ProfileAssociationItem,
  requireAssociation,
} from "../profile-associations.ts";
import { requirement } from "../resources.ts";

export interface DescribeIamInstanceProfileAssociationsResult {
  readonly iamInstanceProfileAssociationSet: readonly ProfileAssociationItem[];
  readonly nextToken?: string;
}

const NAME = "DescribeIamInstanceProfileAssociations";

const FILTERS: FilterTable<Association & { readonly tags: readonly [] }> = {
  "instance-id": ({ instance }) => [instance.instanceId],
  state: () => ["associated"],
};

/** Shows which instances have which profiles. */
export const describeIamInstanceProfileAssociations: Operation = ec2Operation({
  name: NAME,
  errors: ["InvalidAssociationID.NotFound", "InvalidNextToken", "InvalidParameterValue"],
  parse: (params) => ({
    ids: params.list("AssociationId"),
    filters: readFilters(params),
    page: readPageRequest(params),
  }),
  authorise: (_input, context) => [requirement(context, { action: `ec2:${NAME}`, resource: "*" })],
  run({ ids, filters, page }, context): DescribeIamInstanceProfileAssociationsResult {
    const { store } = context.state;
    const named =
      ids.length === 0 ? listAssociations(context, store) : ids.map((id) => requireAssociation(id, context, store));
    const tagged = named.map((association) => ({ ...association, tags: [] as const }));
    const { items, end } = cutPage(applyFilters(tagged, filters, FILTERS), page, ({ associationId }) => associationId);
    return { iamInstanceProfileAssociationSet: items.map((item) => associationItem(item, "associated")), ...end };
  },
});
