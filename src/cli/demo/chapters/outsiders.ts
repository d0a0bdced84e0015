import { GetFederationTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { type Credentials, createLease } from "../../../lease/index.ts";
import { attempt, attemptPut, describeAttempt } from "../attempt.ts";
import { createOutsiders, type Outsiders } from "../outsiders.ts";
import type { DeployedStack, Scene } from "../stage.ts";
import type { BootedInstance } from "./boot.ts";

const SESSION_CREDENTIALS_REFUSED = "Cannot call GetFederationToken with session credentials";

/** Everybody who must not get in does not, and a federated user is confined like a lease. */
export async function outsidersChapter(
  scene: Scene,
  { stack, instance }: { stack: DeployedStack; instance: BootedInstance },
): Promise<void> {
  const { narrator } = scene;
  narrator.chapter("Others try");
  const key = "reports/november.csv";
  const direct = await attemptPut(scene, instance.credentials, { bucket: stack.bucket, key });
  const directRefused = !direct.allowed && direct.status === 403 && direct.code === "AccessDenied";
  narrator.check("the instance role, without assuming, cannot put", directRefused, describeAttempt(direct));

  const outsiders = await createOutsiders(scene, stack.bucket);
  await untrusted(scene, stack, outsiders);
  await federation(scene, { bucket: stack.bucket, instance: instance.credentials, user: outsiders.user });
}

async function untrusted(
  { narrator, emulator, stage }: Scene,
  stack: DeployedStack,
  outsiders: Outsiders,
): Promise<void> {
  const scope = { bucket: stack.bucket, key: "reports/november.csv", actions: ["upload"] as const };
  const result = await attempt(
    createLease(scope, {
      roleArn: stack.uploadRoleArn,
      region: emulator.region,
      endpointUrl: emulator.endpoint,
      credentials: outsiders.role,
      signal: stage.signal,
    }),
  );
  const refused = !result.allowed && result.status === 403 && result.code === "AccessDenied";
  narrator.check(
    "a role that is not trusted cannot assume, though its own policy lets it",
    refused,
    describeAttempt(result),
  );
}

async function federation(
  scene: Scene,
  { bucket, instance, user }: { bucket: string; instance: Credentials; user: Credentials },
): Promise<void> {
  const { narrator, emulator, stage } = scene;
  const sts = new STSClient({
    endpoint: emulator.endpoint,
    region: emulator.region,
    credentials: instance,
    maxAttempts: 1,
  });
  const byRole = await attempt(
    sts.send(new GetFederationTokenCommand({ Name: "customer" }), { abortSignal: stage.signal }),
  );
  const roleRefused = !byRole.allowed && byRole.status === 403 && byRole.message === SESSION_CREDENTIALS_REFUSED;
  narrator.check("GetFederationToken is refused to role credentials", roleRefused, describeAttempt(byRole));

  const scope = { bucket, key: "inbox/customer.txt", actions: ["upload"] as const };
  const lease = await createLease(scope, {
    federatedName: "customer",
    region: emulator.region,
    endpointUrl: emulator.endpoint,
    credentials: user,
    signal: stage.signal,
  });
  const own = await attemptPut(scene, lease.credentials, scope);
  narrator.check("with an IAM user's long-term key it works", own.allowed, describeAttempt(own));
  const other = await attemptPut(scene, lease.credentials, { bucket, key: "inbox/other.txt" });
  const otherRefused = !other.allowed && other.status === 403 && other.code === "AccessDenied";
  narrator.check("and is confined to its key in the same way", otherRefused, describeAttempt(other));
}
