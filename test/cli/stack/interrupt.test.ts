import { describe, expect, it } from "vitest";
import { endOf, startCli } from "../../support/cli.ts";
import { startSlowCloudFormation } from "./fake-cloudformation.ts";

describe("keylease deploy that is stopped while it waits", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "by %s says that CloudFormation goes on, and how to go on",
    async (signal) => {
      let stop = (): void => {};
      let heard = 0;
      const aws = await startSlowCloudFormation((action) => {
        // The second time the events of the first have been told.
        if (action === "DescribeStackEvents" && ++heard === 2) stop();
      });
      const args = ["deploy", "--stack-name", "slow", "--role-arn", "arn:aws:iam::111111111111:role/cfn"];
      const child = await startCli(args, { env: aws.env });
      stop = () => child.kill(signal);
      const { exitCode, stdout, stderr } = await endOf(child);
      await aws.server.close();
      expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: "" });
      const lines = stderr.trimEnd().split("\n");
      expect(lines).toEqual([
        expect.stringMatching(/^· CREATE_IN_PROGRESS {3}slow /),
        "keylease: stopped waiting; CloudFormation goes on with the stack `slow`.",
        "The same command again follows it to its end, and `keylease destroy slow` removes it.",
      ]);
      expect(aws.actions.slice(0, 4)).toEqual([
        "DescribeStacks",
        "CreateStack",
        "DescribeStacks",
        "DescribeStackEvents",
      ]);
      const created = new URLSearchParams(aws.server.requests[1]?.body.toString());
      expect(created.get("RoleARN")).toBe("arn:aws:iam::111111111111:role/cfn");
      // AWS has TLS: nothing is left out of the template there.
      expect([...created.values()]).not.toContain("RequireTls");
      expect(aws.server.requests[1]?.headers.authorization).toContain("/ap-northeast-1/cloudformation/aws4_request");
    },
  );
});
