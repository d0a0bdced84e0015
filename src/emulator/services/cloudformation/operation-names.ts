/** The operations of CloudFormation that the emulator has. Every other name is answered with 501. */
export type CloudFormationOperationName =
  | "CreateChangeSet"
  | "CreateStack"
  | "DeleteChangeSet"
  | "DeleteStack"
  | "DescribeChangeSet"
  | "DescribeStackEvents"
  | "DescribeStackResource"
  | "DescribeStackResources"
  | "DescribeStacks"
  | "ExecuteChangeSet"
  | "GetTemplate"
  | "GetTemplateSummary"
  | "ListChangeSets"
  | "ListStackResources"
  | "ListStacks"
  | "UpdateStack"
  | "ValidateTemplate";
