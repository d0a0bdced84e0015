/** The version of the API, with which every path begins. */
export const API_PATH = "/v20180820/";

type Methods = Readonly<Partial<Record<"GET" | "PUT" | "POST" | "DELETE" | "PATCH", string>>>;

const crud = (get: string, put: string, remove: string): Methods => ({ GET: get, PUT: put, DELETE: remove });

const of = (subject: string): Methods => crud(`Get${subject}`, `Put${subject}`, `Delete${subject}`);

/**
 * What paths and methods select, by the operation names of the S3 Control API Reference. `*` is one segment that is not
 * empty, `**` any number of them. Of two that fit, the first is meant.
 */
export const ROUTES: readonly (readonly [path: string, methods: Methods])[] = [
  ["configuration/publicAccessBlock", of("PublicAccessBlock")],
  [
    "accessgrantsinstance",
    { GET: "GetAccessGrantsInstance", POST: "CreateAccessGrantsInstance", DELETE: "DeleteAccessGrantsInstance" },
  ],
  ["accessgrantsinstance/caller/grants", { GET: "ListCallerAccessGrants" }],
  ["accessgrantsinstance/dataaccess", { GET: "GetDataAccess" }],
  ["accessgrantsinstance/grant", { POST: "CreateAccessGrant" }],
  ["accessgrantsinstance/grant/*", { GET: "GetAccessGrant", DELETE: "DeleteAccessGrant" }],
  ["accessgrantsinstance/grants", { GET: "ListAccessGrants" }],
  [
    "accessgrantsinstance/identitycenter",
    { POST: "AssociateAccessGrantsIdentityCenter", DELETE: "DissociateAccessGrantsIdentityCenter" },
  ],
  ["accessgrantsinstance/location", { POST: "CreateAccessGrantsLocation" }],
  [
    "accessgrantsinstance/location/*",
    crud("GetAccessGrantsLocation", "UpdateAccessGrantsLocation", "DeleteAccessGrantsLocation"),
  ],
  ["accessgrantsinstance/locations", { GET: "ListAccessGrantsLocations" }],
  ["accessgrantsinstance/prefix", { GET: "GetAccessGrantsInstanceForPrefix" }],
  ["accessgrantsinstance/resourcepolicy", of("AccessGrantsInstanceResourcePolicy")],
  ["accessgrantsinstances", { GET: "ListAccessGrantsInstances" }],
  ["accesspoint", { GET: "ListAccessPoints" }],
  ["accesspoint/*", crud("GetAccessPoint", "CreateAccessPoint", "DeleteAccessPoint")],
  ["accesspoint/*/policy", of("AccessPointPolicy")],
  ["accesspoint/*/policyStatus", { GET: "GetAccessPointPolicyStatus" }],
  ["accesspoint/*/scope", of("AccessPointScope")],
  ["accesspointfordirectory", { GET: "ListAccessPointsForDirectoryBuckets" }],
  ["accesspointforobjectlambda", { GET: "ListAccessPointsForObjectLambda" }],
  [
    "accesspointforobjectlambda/*",
    crud("GetAccessPointForObjectLambda", "CreateAccessPointForObjectLambda", "DeleteAccessPointForObjectLambda"),
  ],
  [
    "accesspointforobjectlambda/*/configuration",
    { GET: "GetAccessPointConfigurationForObjectLambda", PUT: "PutAccessPointConfigurationForObjectLambda" },
  ],
  ["accesspointforobjectlambda/*/policy", of("AccessPointPolicyForObjectLambda")],
  ["accesspointforobjectlambda/*/policyStatus", { GET: "GetAccessPointPolicyStatusForObjectLambda" }],
  ["async-requests/mrap/create", { POST: "CreateMultiRegionAccessPoint" }],
  ["async-requests/mrap/delete", { POST: "DeleteMultiRegionAccessPoint" }],
  ["async-requests/mrap/put-policy", { POST: "PutMultiRegionAccessPointPolicy" }],
  ["async-requests/mrap/**", { GET: "DescribeMultiRegionAccessPointOperation" }],
  ["bucket", { GET: "ListRegionalBuckets" }],
  ["bucket/*", crud("GetBucket", "CreateBucket", "DeleteBucket")],
  ["bucket/*/lifecycleconfiguration", of("BucketLifecycleConfiguration")],
  ["bucket/*/policy", of("BucketPolicy")],
  ["bucket/*/replication", of("BucketReplication")],
  ["bucket/*/tagging", of("BucketTagging")],
  ["bucket/*/versioning", { GET: "GetBucketVersioning", PUT: "PutBucketVersioning" }],
  ["jobs", { GET: "ListJobs", POST: "CreateJob" }],
  ["jobs/*", { GET: "DescribeJob" }],
  ["jobs/*/priority", { POST: "UpdateJobPriority" }],
  ["jobs/*/status", { POST: "UpdateJobStatus" }],
  ["jobs/*/tagging", of("JobTagging")],
  ["mrap/instances", { GET: "ListMultiRegionAccessPoints" }],
  ["mrap/instances/**/routes", { GET: "GetMultiRegionAccessPointRoutes", PATCH: "SubmitMultiRegionAccessPointRoutes" }],
  ["mrap/instances/**/policy", { GET: "GetMultiRegionAccessPointPolicy" }],
  ["mrap/instances/**/policystatus", { GET: "GetMultiRegionAccessPointPolicyStatus" }],
  ["mrap/instances/**", { GET: "GetMultiRegionAccessPoint" }],
  ["storagelens", { GET: "ListStorageLensConfigurations" }],
  ["storagelens/*", of("StorageLensConfiguration")],
  ["storagelens/*/tagging", of("StorageLensConfigurationTagging")],
  ["storagelensgroup", { GET: "ListStorageLensGroups", POST: "CreateStorageLensGroup" }],
  ["storagelensgroup/*", crud("GetStorageLensGroup", "UpdateStorageLensGroup", "DeleteStorageLensGroup")],
  ["tags/**", { GET: "ListTagsForResource", POST: "TagResource", DELETE: "UntagResource" }],
];

/** Every operation name that detection can give. */
export function allControlNames(): ReadonlySet<string> {
  return new Set(ROUTES.flatMap(([, methods]) => Object.values(methods)));
}
