/** The operations of Systems Manager that the emulator has: those of the Parameter Store. */
export type SsmOperationName =
  | "AddTagsToResource"
  | "DeleteParameter"
  | "DeleteParameters"
  | "DescribeParameters"
  | "GetParameter"
  | "GetParameterHistory"
  | "GetParameters"
  | "GetParametersByPath"
  | "LabelParameterVersion"
  | "ListTagsForResource"
  | "PutParameter"
  | "RemoveTagsFromResource"
  | "UnlabelParameterVersion";
