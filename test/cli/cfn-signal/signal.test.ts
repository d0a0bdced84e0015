import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sendSignal } from "../../../src/cli/cfn-signal/signal.ts";

interface Received {
  readonly method: string | undefined;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const DOCUMENT = '{\n  "instanceId" : "i-0123456789abcdef0"\n}';

describe("cfn-signal", () => {
  let server: Server;
  let url: string;
  let received: Received[];
  let answers: { readonly status: number; readonly body: string }[];
  beforeEach(async () => {
    received = [];
    answers = [];
    server = createServer((request, response) => {
      const metadata: Record<string, string> = {
        "/latest/api/token": "token",
        "/latest/dynamic/instance-identity/document": DOCUMENT,
        "/latest/dynamic/instance-identity/signature": "line1\nline2",
      };
      const path = request.url ?? "";
      const known = metadata[path];
      if (known !== undefined) {
        const isAllowed = path === "/latest/api/token" || request.headers["x-aws-ec2-metadata-token"] === "token";
        response.writeHead(isAllowed ? 200 : 401).end(known);
        return;
      }
      let body = "";
      request.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on("end", () => {
        received.push({ method: request.method, url: path, headers: request.headers, body });
        const { status, body: text } = answers.shift() ?? { status: 200, body: "" };
        response.writeHead(status).end(text);
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const environment = (): NodeJS.ProcessEnv => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url, AWS_ENDPOINT_URL: url });
  const resource = { stack: "stack", resource: "Web", region: "eu-west-1" } as const;

  it("signals a resource of a stack with the instance's identity document", async () => {
    await sendSignal({ ...resource, status: "FAILURE" }, environment());
    const [request] = received;
    const encoded = Buffer.from(DOCUMENT).toString("base64");
    expect(request?.headers.authorization).toBe(`CFN_V1 ${encoded}:line1line2`);
    expect(Object.fromEntries(new URL(request?.url ?? "", url).searchParams)).toEqual({
      ...{ Action: "SignalResource", Version: "2010-05-15", ContentType: "JSON", Status: "FAILURE" },
      ...{ StackName: "stack", LogicalResourceId: "Web", UniqueId: "i-0123456789abcdef0" },
    });
  });

  it("goes to the address that it is given, and says the id that it is given", async () => {
    const { AWS_EC2_METADATA_SERVICE_ENDPOINT = "" } = environment();
    await sendSignal(
      { ...resource, status: "SUCCESS", id: "mine", serviceUrl: `${url}/` },
      { AWS_EC2_METADATA_SERVICE_ENDPOINT },
    );
    expect(received[0]?.url).toContain("UniqueId=mine");
  });

  it("writes to a wait condition's handle what it waits for, without a content type", async () => {
    const handleUrl = `${url}/handle?Signature=x`;
    await sendSignal({ status: "SUCCESS", handleUrl, reason: "done", data: "7", region: "eu-west-1" }, environment());
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: "PUT", url: "/handle?Signature=x" });
    expect(received[0]?.headers).not.toHaveProperty("content-type");
    expect(JSON.parse(received[0]?.body ?? "")).toEqual({
      ...{ Status: "SUCCESS", Reason: "done", Data: "7", UniqueId: "i-0123456789abcdef0" },
    });
  });

  it("says of a failure without a reason what AWS's own program says", async () => {
    await sendSignal({ status: "FAILURE", handleUrl: `${url}/handle`, region: "eu-west-1" }, environment());
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ Status: "FAILURE", Reason: "Configuration failed." });
  });

  it.each([
    ["CloudFormation's", '{"Error":{"Code":"Refused","Message":"it is <so>","Type":"Sender"}}', "Refused: it is <so>"],
    ["S3's", "<Error><Code>Refused</Code><Message>it is so</Message></Error>", "Refused: it is so"],
    ["no", "null", "400"],
  ])("tells of a refusal in %s words, at once", async (_name, body, message) => {
    answers = [{ status: 400, body }];
    await expect(sendSignal({ ...resource, status: "SUCCESS" }, environment())).rejects.toThrow(message);
    expect(received).toHaveLength(1);
  });

  it("tries again where the other side fails", async () => {
    answers = [{ status: 503, body: "" }];
    await sendSignal({ ...resource, status: "SUCCESS" }, environment());
    expect(received).toHaveLength(2);
  });
});
