import { readFileSync } from "node:fs";
import { evaluate as workOut } from "../../src/emulator/services/cloudformation/template/functions.ts";
import type { Template } from "../../src/emulator/services/cloudformation/template/model.ts";
import { resolveParameters } from "../../src/emulator/services/cloudformation/template/parameters.ts";
import { parseTemplate } from "../../src/emulator/services/cloudformation/template/parse.ts";
import { TemplateScope } from "../../src/emulator/services/cloudformation/template/scope.ts";

/** The template that is shipped, as it stands. */
export const SHIPPED_TEMPLATE: string = readFileSync(
  new URL("../../stack/upload-by-role.template.yaml", import.meta.url),
  "utf8",
);

export const ACCOUNT_ID = "111111111111";
export const BUCKET = "the-bucket";
export const EC2_ROLE_ARN: string = `arn:aws:iam::${ACCOUNT_ID}:role/s-EC2Role-1`;
export const UPLOAD_ROLE_NAME = "s-RoleForAssume-1";
export const UPLOAD_ROLE_ARN: string = `arn:aws:iam::${ACCOUNT_ID}:role/${UPLOAD_ROLE_NAME}`;

/** What the public parameters of the images hold. */
export const X86_IMAGE = "ami-00000086";
export const ARM_IMAGE = "ami-000000a6";
const imageIds = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [name, name.endsWith("-arm64") ? ARM_IMAGE : X86_IMAGE]));

/** Values of the template's parameters. */
export type Parameters = Readonly<Record<string, string>>;

interface PolicyOfRole {
  readonly PolicyName: string;
  readonly PolicyDocument: object;
}

/** A role's properties as far as these tests read them. */
export interface RoleProperties {
  readonly AssumeRolePolicyDocument: object;
  readonly Policies?: readonly PolicyOfRole[];
}

/** What the properties of a resource of the template come to, in a stack whose resources have the names above. */
export function propertiesOf(logicalId: string, parameters: Parameters = {}): unknown {
  const { template, scope } = shippedStack(parameters);
  const resource = template.resources.get(logicalId);
  if (resource?.condition !== undefined && !scope.condition(resource.condition)) return undefined;
  return JSON.parse(JSON.stringify(workOut(resource?.properties ?? null, scope)));
}

/** Everything that a role of the stack is given: its own policies, and those that are attached to it by others. */
export function policiesOfRole(logicalId: string, parameters: Parameters = {}): readonly PolicyOfRole[] {
  const { template } = shippedStack(parameters);
  const attached = [...template.resources]
    .filter(([, { type }]) => type === "AWS::IAM::Policy")
    .map(([name]) => propertiesOf(name, parameters) as PolicyOfRole & { readonly Roles: readonly string[] })
    .filter(({ Roles }) => Roles.includes(`s-${logicalId}-1`));
  return [...((propertiesOf(logicalId, parameters) as RoleProperties).Policies ?? []), ...attached];
}

/** The types of the stack's resources. */
export function resourceTypes(): readonly string[] {
  return [...parseTemplate(SHIPPED_TEMPLATE).resources.values()].map(({ type }) => type);
}

function shippedStack(parameters: Parameters): { template: Template; scope: TemplateScope } {
  const template = parseTemplate(SHIPPED_TEMPLATE);
  const made: Readonly<Record<string, { physicalId: string; attributes: Record<string, string> }>> = {
    S3PrivateBucket: { physicalId: BUCKET, attributes: { Arn: `arn:aws:s3:::${BUCKET}` } },
    EC2Role: { physicalId: "s-EC2Role-1", attributes: { Arn: EC2_ROLE_ARN } },
    EC2RolePolicy: { physicalId: "s-EC2R-1", attributes: {} },
    S3BucketPolicy: { physicalId: BUCKET, attributes: {} },
    RoleForAssume: { physicalId: UPLOAD_ROLE_NAME, attributes: { Arn: UPLOAD_ROLE_ARN } },
    EC2Profile: { physicalId: "s-EC2Profile-1", attributes: {} },
    EC2SecurityGroup: { physicalId: "s-EC2SecurityGroup-1", attributes: { GroupId: "sg-1" } },
  };
  const given = Object.entries(parameters).map(([key, value]) => ({ key, value }));
  const scope = new TemplateScope({
    template,
    stack: {
      accountId: ACCOUNT_ID,
      region: "ap-northeast-1",
      stackName: "s",
      stackId: `arn:aws:cloudformation:ap-northeast-1:${ACCOUNT_ID}:stack/s/0f9d1a2b-0000-4000-8000-000000000000`,
    },
    parameters: resolveParameters(template, given, imageIds),
    resource: (name) => made[name],
  });
  return { template, scope };
}
