import { afterEach, describe, expect, it } from "vitest";
import { KeyleaseError } from "../../src/core/index.ts";
import {
  createLease,
  type LeaseAudit,
  type LeaseMinted,
  type LeaseOptions,
  type LeaseRefused,
  parseScope,
} from "../../src/lease/index.ts";
import type { FakeServer } from "../support/fake-server.ts";
import { refusedBy } from "../support/refused-by.ts";
import { EXPIRATION, startFakeSts, startRefusingSts } from "./fake-sts.ts";

const scope = parseScope("s3://my-bucket/a*");
const roleArn = "arn:aws:iam::111111111111:role/uploader";

let sts: FakeServer;
afterEach(() => sts.close());

const lease = (options: Partial<LeaseOptions>) =>
  createLease(scope, {
    roleArn,
    region: "ap-northeast-1",
    endpointUrl: sts.endpoint,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "CALLER-SECRET" },
    environment: {},
    ...options,
  } as LeaseOptions);

function gathering(): LeaseAudit & { readonly events: (LeaseMinted | LeaseRefused)[] } {
  const events: (LeaseMinted | LeaseRefused)[] = [];
  return { events, record: (event) => void events.push(event) };
}

describe("the audit of a lease", () => {
  it("is told of the lease without its secrets, before anybody has it", async () => {
    sts = await startFakeSts();
    const audit = gathering();
    const made = await lease({ audit });
    expect(audit.events).toEqual([
      {
        event: "minted",
        leaseId: made.id,
        scope,
        region: "ap-northeast-1",
        roleArn,
        principalArn: made.principalArn,
        accessKeyId: "ASIAIOSFODNN7EXAMPLE",
        expiresAt: new Date(EXPIRATION),
      },
    ]);
    expect(JSON.stringify(audit.events)).not.toMatch(/SECRET|TOKEN/);
  });

  it("keeps the lease back where it cannot write that it was made", async () => {
    sts = await startFakeSts();
    const audit: LeaseAudit = {
      record: () => Promise.reject(new KeyleaseError("AuditUnwritable", "the disk is full")),
    };
    expect((await refusedBy(lease({ audit }))).code).toBe("AuditUnwritable");
  });

  it("keeps anybody from being called where it is not ready", async () => {
    sts = await startFakeSts();
    const audit = {
      ...gathering(),
      ready: () => {
        throw new KeyleaseError("AuditUnwritable", "the disk is full");
      },
    };
    expect((await refusedBy(lease({ audit }))).code).toBe("AuditUnwritable");
    expect(sts.requests).toHaveLength(0);
    expect(audit.events).toEqual([]);
  });

  it("is told of a refusal by AWS with its codes, and of one by the own program", async () => {
    sts = await startRefusingSts({ status: 403, code: "AccessDenied", message: "not authorized" });
    const audit = gathering();
    await refusedBy(lease({ audit }));
    await expect(
      lease({
        audit,
        authorise: () => {
          throw new Error("the token was SECRET");
        },
      }),
    ).rejects.toThrow("SECRET");
    const requestId = "11111111-2222-3333-4444-555555555555";
    expect(audit.events).toEqual([
      {
        event: "refused",
        ...{ scope, region: "ap-northeast-1", roleArn, code: "ServiceError" },
        ...{ awsCode: "AccessDenied", operation: "AssumeRole", requestId },
      },
      { event: "refused", scope, region: "ap-northeast-1", roleArn, code: "Unexpected" },
    ]);
  });

  it("tells the refusal itself where the line of it cannot be written", async () => {
    sts = await startRefusingSts({ status: 403, code: "AccessDenied", message: "not authorized" });
    const audit: LeaseAudit = {
      record: () => {
        throw new Error("the disk is full");
      },
    };
    expect((await refusedBy(lease({ audit }))).code).toBe("ServiceError");
  });
});
