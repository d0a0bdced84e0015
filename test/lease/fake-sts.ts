import { type FakeAnswer, type FakeServer, startFakeServer } from "../support/fake-server.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
export const EXPIRATION = "2099-01-01T00:00:00Z";

const CREDENTIALS = `<Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>MINTED-SECRET</SecretAccessKey><SessionToken>MINTED-TOKEN</SessionToken><Expiration>${EXPIRATION}</Expiration></Credentials>`;

/** Whom GetCallerIdentity names. */
export const CALLER_ARN = "arn:aws:iam::111111111111:user/alice";
const CALLER = `<Arn>${CALLER_ARN}</Arn><UserId>AIDAX</UserId><Account>111111111111</Account>`;

/** An STS that grants what it is asked; what it was asked is in `requests`. It may know one action not at all. */
export function startFakeSts(unknown?: string): Promise<FakeServer> {
  return startFakeServer(({ body }) => {
    const parameters = new URLSearchParams(body.toString());
    const action = parameters.get("Action") ?? "";
    if (action === unknown)
      return stsError({ status: 400, code: "InvalidAction", message: `Could not find ${action}` });
    if (action === "GetCallerIdentity") return stsAnswer(action, CALLER);
    const who = action.startsWith("AssumeRole")
      ? `<AssumedRoleUser><AssumedRoleId>AROAX:s</AssumedRoleId><Arn>arn:aws:sts::111111111111:assumed-role/uploader/${parameters.get("RoleSessionName")}</Arn></AssumedRoleUser>`
      : `<FederatedUser><FederatedUserId>111111111111:n</FederatedUserId><Arn>arn:aws:sts::111111111111:federated-user/${parameters.get("Name")}</Arn></FederatedUser>`;
    return stsAnswer(action, who + CREDENTIALS);
  });
}

/** An STS that refuses everything with one error. */
export function startRefusingSts(error: { status: number; code: string; message: string }): Promise<FakeServer> {
  return startFakeServer(() => stsError(error));
}

function stsError({ status, code, message }: { status: number; code: string; message: string }): FakeAnswer {
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": "11111111-2222-3333-4444-555555555555" },
    body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>11111111-2222-3333-4444-555555555555</RequestId></ErrorResponse>`,
  };
}

/** An STS whose answer lacks the session token. */
export function startHalfSts(): Promise<FakeServer> {
  return startFakeServer(() =>
    stsAnswer("AssumeRole", CREDENTIALS.replace(/<SessionToken>.*<\/SessionToken>/, "<SessionToken></SessionToken>")),
  );
}

function stsAnswer(action: string, result: string): FakeAnswer {
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
  };
}
