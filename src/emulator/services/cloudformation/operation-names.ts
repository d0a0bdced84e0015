/** The operations of CloudFormation that the emulator has. Every other name is answered with 501. */
export type CloudFormationOperationName =
  | "CreateStack"
  | "DeleteStack"
  | "DescribeStackEvents"
  | "DescribeStackResource"
  | "DescribeStackResources"
  | "DescribeStacks"
  | "GetTemplate"
  | "ListStacks"
  | "UpdateStack"
  | "ValidateTemplate";
