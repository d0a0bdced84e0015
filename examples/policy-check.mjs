// Asks, offline, what a role that was assumed with a session policy may do. Usage: node policy-check.mjs
import { explain, parsePolicy, renderExplanation } from "keylease/policy";

const rolePolicy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::reports/*" }],
};
const sessionPolicy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::reports/november.csv" }],
};
const named = (name, document, kind) => ({ name, policy: parsePolicy(JSON.stringify(document), kind) });

for (const key of ["november.csv", "december.csv"]) {
  const explanation = explain(
    {
      principal: {
        type: "role-session",
        accountId: "123456789012",
        arn: "arn:aws:sts::123456789012:assumed-role/uploader/job-7",
        roleArn: "arn:aws:iam::123456789012:role/uploader",
        uniqueId: "AROAEXAMPLEEXAMPLE123",
      },
      action: "s3:PutObject",
      resource: `arn:aws:s3:::reports/${key}`,
      resourceAccountId: "123456789012",
      context: new Map(),
    },
    {
      identity: [named("policy of role uploader", rolePolicy, "identity")],
      session: [named("session policy", sessionPolicy, "session")],
      resource: [],
    },
  );
  process.stdout.write(`${renderExplanation(explanation, { colour: false })}\n\n`);
}
