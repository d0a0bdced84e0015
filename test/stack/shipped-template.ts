import { readFileSync } from "node:fs";
import { evaluate as workOut } from "../../src/emulator/services/cloudformation/template/functions.ts";
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
const STACK_UUID = "0f9d1a2b-0000-4000-8000-000000000000";
export const EC2_ROLE_ARN: string = `arn:aws:iam::${ACCOUNT_ID}:role/s-EC2Role-1`;
export const UPLOAD_ROLE_NAME: string = `keylease-upload-${STACK_UUID}`;
export const UPLOAD_ROLE_ARN: string = `arn:aws:iam::${ACCOUNT_ID}:role/${UPLOAD_ROLE_NAME}`;

/** A role's properties as far as these tests read them. */
export interface RoleProperties {
  readonly RoleName?: string;
  readonly AssumeRolePolicyDocument: object;
  readonly Policies: readonly { readonly PolicyName: string; readonly PolicyDocument: object }[];
}

/** What the properties of a resource of the template come to, in a stack whose resources have the names above. */
export function propertiesOf(logicalId: string, parameters: Readonly<Record<string, string>> = {}): unknown {
  const template = parseTemplate(SHIPPED_TEMPLATE);
  const made: Readonly<Record<string, { physicalId: string; attributes: Record<string, string> }>> = {
    S3PrivateBucket: { physicalId: BUCKET, attributes: { Arn: `arn:aws:s3:::${BUCKET}` } },
    EC2Role: { physicalId: "s-EC2Role-1", attributes: { Arn: EC2_ROLE_ARN } },
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
      stackId: `arn:aws:cloudformation:ap-northeast-1:${ACCOUNT_ID}:stack/s/${STACK_UUID}`,
    },
    parameters: resolveParameters(template, given, (names) => new Map(names.map((name) => [name, "ami-1"]))),
    resource: (name) => made[name],
  });
  const value = workOut(template.resources.get(logicalId)?.properties ?? null, scope);
  return JSON.parse(JSON.stringify(value));
}
