import { describe, expect, it } from "vitest";
import {
  AwsError,
  ec2Error,
  ec2Success,
  queryError,
  queryJsonError,
  queryJsonSuccess,
  querySuccess,
  restXmlError,
} from "../../../src/wire/index.ts";

const STS = "https://sts.amazonaws.com/doc/2011-06-15/";
const EC2 = "http://ec2.amazonaws.com/doc/2016-11-15/";
const requestId = "c6104cbe-af31-11e0-8154-cbc7ccf896c7";
const denied = new AwsError("AccessDenied", 'User: <a> & "b"', { status: 403 });

describe("success of a Query service", () => {
  it("has the result and then the request id in ResponseMetadata", () => {
    const result = {
      AssumedRoleUser: { AssumedRoleId: "AROA:s", Arn: "arn" },
      Credentials: { Expiration: new Date("2026-11-23T21:39:06.123Z") },
      PackedPolicySize: undefined,
      Tags: [{ Key: "k" }],
      Empty: [],
    };
    const document = querySuccess({ operation: "AssumeRole", namespace: STS, result, requestId });
    expect(document.contentType).toBe("text/xml");
    expect(document.body).toBe(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROA:s</AssumedRoleId>
      <Arn>arn</Arn>
    </AssumedRoleUser>
    <Credentials>
      <Expiration>2026-11-23T21:39:06Z</Expiration>
    </Credentials>
    <Tags>
      <member>
        <Key>k</Key>
      </member>
    </Tags>
    <Empty/>
  </AssumeRoleResult>
  <ResponseMetadata>
    <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
  </ResponseMetadata>
</AssumeRoleResponse>
`);
  });

  it("has no result where the operation has no output", () => {
    const { body } = querySuccess({ operation: "DeleteRole", namespace: "urn:iam", requestId });
    expect(body).toBe(`<DeleteRoleResponse xmlns="urn:iam">
  <ResponseMetadata>
    <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
  </ResponseMetadata>
</DeleteRoleResponse>
`);
  });

  it("has milliseconds where the service writes them", () => {
    const result = { At: new Date("2026-11-23T21:39:06.123Z") };
    const { body } = querySuccess({ operation: "X", namespace: "n", result, requestId, dates: "milliseconds" });
    expect(body).toContain("<At>2026-11-23T21:39:06.123Z</At>");
  });
});

describe("JSON of a Query service", () => {
  it("has the names of the XML, and times in seconds", () => {
    const result = { At: "2026-11-23T21:39:06.123Z", Name: "2026-11-23T21:39:06.123Z", List: ["a"], No: undefined };
    const { body, contentType } = queryJsonSuccess({ operation: "X", result, requestId, times: /^At$/ });
    expect(contentType).toBe("application/json");
    expect(JSON.parse(body)).toEqual({
      XResponse: {
        XResult: { At: 1795469946.123, Name: "2026-11-23T21:39:06.123Z", List: ["a"] },
        ResponseMetadata: { RequestId: requestId },
      },
    });
  });

  it("has no result where the operation has no output", () => {
    const { body } = queryJsonSuccess({ operation: "X", requestId, times: /^At$/ });
    expect(JSON.parse(body)).toEqual({ XResponse: { ResponseMetadata: { RequestId: requestId } } });
  });

  it("has the error and whose fault it is", () => {
    expect(JSON.parse(queryJsonError(denied, requestId).body)).toEqual({
      Error: { Code: "AccessDenied", Message: 'User: <a> & "b"', Type: "Sender" },
      RequestId: requestId,
    });
  });
});

describe("failure of a Query service", () => {
  it("has the request id as the root's own child", () => {
    expect(queryError(denied, STS, requestId)).toEqual({
      contentType: "text/xml",
      body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>AccessDenied</Code>
    <Message>User: &lt;a&gt; &amp; "b"</Message>
  </Error>
  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
</ErrorResponse>
`,
    });
  });

  it("has no Message element where there is no message", () => {
    const { body } = queryError(new AwsError("MalformedInput", "", { status: 400 }), STS, requestId);
    expect(body).toContain("<Code>MalformedInput</Code>\n  </Error>");
    expect(body).not.toContain("Message");
  });

  it("names the receiver where it is the service's fault", () => {
    const { body } = queryError(new AwsError("InternalFailure", "m", { status: 500 }), STS, requestId);
    expect(body).toContain("<Type>Receiver</Type>");
  });
});

describe("success of EC2", () => {
  it("has the request id first and lists of items", () => {
    const result = { reservationId: "r-1", instancesSet: [{ instanceId: "i-1" }], groupSet: [] };
    expect(ec2Success({ operation: "RunInstances", namespace: EC2, result, requestId })).toEqual({
      contentType: "text/xml;charset=UTF-8",
      body: `<?xml version="1.0" encoding="UTF-8"?>
<RunInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</requestId>
  <reservationId>r-1</reservationId>
  <instancesSet>
    <item>
      <instanceId>i-1</instanceId>
    </item>
  </instancesSet>
  <groupSet/>
</RunInstancesResponse>
`,
    });
  });
});

describe("failure of EC2", () => {
  it("has the error in Errors and the request id in capitals", () => {
    expect(ec2Error(denied, requestId)).toEqual({
      contentType: "text/xml;charset=UTF-8",
      body:
        '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<Response><Errors><Error><Code>AccessDenied</Code><Message>User: &lt;a&gt; &amp; "b"</Message></Error></Errors>' +
        "<RequestID>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestID></Response>",
    });
  });
});

describe("failure of S3", () => {
  const context = { requestId: "4442587FB7D0A2F9", hostId: "host==" };

  it("is a bare Error, with the extra fields before the ids", () => {
    const error = new AwsError("NoSuchKey", "The specified key does not exist.", {
      status: 404,
      fields: { Key: "a<b" },
    });
    expect(restXmlError(error, context)).toEqual({
      contentType: "application/xml",
      body:
        '<?xml version="1.0" encoding="UTF-8"?>\n' +
        "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&lt;b</Key>" +
        "<RequestId>4442587FB7D0A2F9</RequestId><HostId>host==</HostId></Error>",
    });
  });

  it("may name a resource, and may come without declaration and message", () => {
    const error = new AwsError("InvalidArgument", "", { status: 400 });
    expect(restXmlError(error, { ...context, resource: "/b/k", declaration: false }).body).toBe(
      "<Error><Code>InvalidArgument</Code><Message></Message><Resource>/b/k</Resource>" +
        "<RequestId>4442587FB7D0A2F9</RequestId><HostId>host==</HostId></Error>",
    );
  });
});
