import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLease, createLeases, type LeaseOptions, type LeasePlan } from "../../src/lease/index.ts";
import type { FakeServer } from "../support/fake-server.ts";
import { refusedBy } from "../support/refused-by.ts";
import { startFakeSts } from "./fake-sts.ts";

const roleArn = "arn:aws:iam::111111111111:role/uploader";
const scope = { bucket: "my-bucket", keys: ["b*", "a", "b*"], actions: ["read", "upload"] };

let sts: FakeServer;
let options: LeaseOptions;
beforeEach(async () => {
  sts = await startFakeSts();
  options = {
    roleArn,
    region: "ap-northeast-1",
    endpointUrl: sts.endpoint,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "CALLER-SECRET" },
    environment: {},
  };
});
afterEach(() => sts.close());

const no = new Error("not for you");
const refusing: [string, LeaseOptions["authorise"]][] = [
  [
    "at once",
    () => {
      throw no;
    },
  ],
  [
    "after a while",
    async () => {
      await new Promise((done) => setTimeout(done, 1));
      throw no;
    },
  ],
];

describe("who may refuse a lease", () => {
  it.each(refusing)("does so before anything is called, %s, even to find out who calls", async (_, authorise) => {
    let asked = 0;
    const credentials = () => {
      asked += 1;
      return Promise.reject(new Error("nobody may ask for credentials"));
    };
    for (const create of [createLease, createLeases]) {
      const call = create(scope, { ...options, authorise, credentials, onIdentity: () => {} } as LeaseOptions);
      await expect(call).rejects.toBe(no);
    }
    expect({ asked, requests: sts.requests.length }).toEqual({ asked: 0, requests: 0 });
  });

  it("is shown the scope in its one form, the policy, and the way to mint", async () => {
    const plans: LeasePlan[] = [];
    await createLease(scope, { ...options, authorise: (plan) => void plans.push(plan) });
    const normal = { bucket: "my-bucket", keys: ["b*", "a"], actions: ["upload", "read"] };
    expect(plans).toEqual([
      expect.objectContaining({
        scope: normal,
        method: { roleArn },
        durationSeconds: 900,
        sessions: [expect.objectContaining({ scope: normal, policy: sentPolicy() })],
      }),
    ]);
  });

  it("is not shown one thing while another is minted", async () => {
    const changing = { ...scope, keys: ["mine"], actions: ["upload"] };
    const tags = [{ key: "team", value: "blue" }];
    const lease = await createLease(changing, {
      ...options,
      sessionTags: tags,
      authorise: async () => {
        changing.keys[0] = "yours";
        changing.actions.push("delete");
        Object.assign(tags[0] as object, { value: "red" });
      },
    } as LeaseOptions);
    expect(lease.scope).toEqual({ bucket: "my-bucket", key: "mine", actions: ["upload"] });
    expect(sentPolicy()).toContain("my-bucket/mine");
    expect(sentPolicy()).not.toContain("Delete");
    expect(new URLSearchParams(sts.requests[0]?.body.toString()).get("Tags.member.1.Value")).toBe("blue");
  });
});

describe("a guard", () => {
  it.each<[string, Partial<LeaseOptions>, string]>([
    ["for another account", { expectAccount: "222222222222" }, "AccountUnexpected"],
    ["for an account that is none", { expectAccount: "prod" }, "ArgumentInvalid"],
    ["for another region", { expectRegion: "eu-west-1" }, "RegionUnexpected"],
  ])("%s refuses before any call", async (_, guard, code) => {
    const error = await refusedBy(createLease(scope, { ...options, ...guard } as LeaseOptions));
    expect(error.code).toBe(code);
    expect(sts.requests).toHaveLength(0);
  });

  it("lets pass what was expected, and costs no call where the role says the account", async () => {
    await createLease(scope, { ...options, expectAccount: "111111111111", expectRegion: "ap-northeast-1" });
    expect(sts.requests).toHaveLength(1);
  });

  it("is held against the session that STS gives, too", async () => {
    // The fake STS gives sessions of account 111111111111 whatever it is asked.
    const wrong = { roleArn: "arn:aws:iam::222222222222:role/uploader", expectAccount: "222222222222" };
    expect((await refusedBy(createLease(scope, { ...options, ...wrong }))).code).toBe("AccountUnexpected");
  });
});

describe("who only wants to be told who calls", () => {
  it("is told nothing where STS does not know the call, and the lease is made all the same", async () => {
    const strange = await startFakeSts("GetCallerIdentity");
    const told: unknown[] = [];
    const settings = {
      ...options,
      endpointUrl: strange.endpoint,
      onIdentity: (identity: unknown) => told.push(identity),
    };
    const lease = await createLease(scope, settings);
    expect(lease.roleArn).toBe(roleArn);
    expect(told).toEqual([]);
    const { roleArn: _, ...federated } = {
      ...settings,
      federatedName: "customer",
      expectAccount: "111111111111",
    } as never as { roleArn: string };
    const error = await refusedBy(createLease(scope, federated as never as LeaseOptions));
    await strange.close();
    expect(error.facts).toMatchObject({ operation: "GetCallerIdentity" });
    expect(strange.requests.filter(({ body }) => body.toString().includes("GetFederationToken"))).toEqual([]);
  });
});

describe("a caller with temporary credentials", () => {
  const session = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "x", sessionToken: "TOKEN" };

  it("is refused a federation token before any call, with the reason", async () => {
    const { roleArn: _, ...settings } = options as { roleArn: string };
    const error = await refusedBy(createLease(scope, { ...settings, credentials: session, federatedName: "customer" }));
    expect(error.code).toBe("CallerUnsuitable");
    expect(error.message).toContain("temporary");
    expect(sts.requests).toHaveLength(0);
  });
});

function sentPolicy(): string {
  return new URLSearchParams(sts.requests[0]?.body.toString()).get("Policy") ?? "";
}
