import { type FakeAnswer, type FakeServer, startFakeServer } from "../../support/fake-server.ts";

const NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
const STACK_ID = "arn:aws:cloudformation:ap-northeast-1:111111111111:stack/slow/0f9d1a2b-0000-4000-8000-000000000000";

/** A CloudFormation that takes a stack and never gets on with it, as AWS answers. `actions` is what it was asked. */
export async function startSlowCloudFormation(onAction: (action: string) => void): Promise<{
  readonly server: FakeServer;
  readonly actions: string[];
  readonly env: Readonly<Record<string, string>>;
}> {
  const actions: string[] = [];
  const server = await startFakeServer(({ body }) => {
    const form = new URLSearchParams(body.toString());
    const action = form.get("Action") ?? "";
    actions.push(action);
    onAction(action);
    return answerTo(action, form.get("StackName") ?? "");
  });
  const env = {
    AWS_ENDPOINT_URL_CLOUDFORMATION: server.endpoint,
    AWS_REGION: "ap-northeast-1",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "CALLER-SECRET",
  };
  return { server, actions, env };
}

function answerTo(action: string, stackName: string): FakeAnswer {
  // A stack is found by its id as soon as it was asked for; by its name this one was never heard of.
  if (action === "DescribeStacks" && stackName !== STACK_ID) {
    return {
      status: 400,
      headers: { "content-type": "text/xml" },
      body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${stackName} does not exist</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    };
  }
  const results: Readonly<Record<string, string>> = {
    CreateStack: `<StackId>${STACK_ID}</StackId>`,
    DescribeStacks: `<Stacks><member><StackId>${STACK_ID}</StackId><StackName>slow</StackName><CreationTime>2026-11-26T00:00:00Z</CreationTime><StackStatus>CREATE_IN_PROGRESS</StackStatus></member></Stacks>`,
    DescribeStackEvents: `<StackEvents><member><EventId>1</EventId><StackId>${STACK_ID}</StackId><StackName>slow</StackName><LogicalResourceId>slow</LogicalResourceId><PhysicalResourceId>${STACK_ID}</PhysicalResourceId><ResourceType>AWS::CloudFormation::Stack</ResourceType><ResourceStatus>CREATE_IN_PROGRESS</ResourceStatus><Timestamp>2026-11-26T00:00:00Z</Timestamp></member></StackEvents>`,
  };
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${results[action] ?? ""}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
  };
}
