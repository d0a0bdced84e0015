/** The operations of EC2 that the emulator has. EC2 itself has more than seven hundred; all others answer 501. */
export type Ec2OperationName =
  | "AuthorizeSecurityGroupEgress"
  | "AuthorizeSecurityGroupIngress"
  | "CreateKeyPair"
  | "CreateSecurityGroup"
  | "DeleteKeyPair"
  | "DeleteSecurityGroup"
  | "DescribeImages"
  | "DescribeInstances"
  | "DescribeKeyPairs"
  | "DescribeSecurityGroups"
  | "GetConsoleOutput"
  | "ImportKeyPair"
  | "RevokeSecurityGroupEgress"
  | "RevokeSecurityGroupIngress"
  | "RunInstances"
  | "TerminateInstances";
