import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatLease } from "../../src/lease/index.ts";
import { sampleLease } from "../lease/sample-lease.ts";
import { runCli } from "../support/cli.ts";
import { runInProcess } from "../support/cli-in-process.ts";
import { type FakeAws, SECRETS, startFakeAws } from "./fake-aws.ts";

const roleArn = "arn:aws:iam::111111111111:role/uploader";
const object = "s3://my-bucket/reports/a*.csv";
let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());

const presign = (...args: readonly string[]) => runCli(["presign", object, ...args], { env: aws.env });
const byLease = (...args: readonly string[]) =>
  runInProcess(["presign", object, "--lease", "-", ...args], {}, formatLease(sampleLease));

describe("keylease presign", () => {
  it("takes a lease and prints a URL that is good as long as it is, and nothing else", async () => {
    const { exitCode, stdout, stderr } = await presign("--role-arn", roleArn);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const url = new URL(stdout.trim());
    expect(stdout).toContain(`${aws.s3.endpoint}/my-bucket/reports/a%2A.csv?`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Security-Token": "MINTED-TOKEN",
      "X-Amz-SignedHeaders": "host",
    });
    for (const secret of SECRETS.filter((text) => text !== "MINTED-TOKEN")) expect(stdout).not.toContain(secret);
  });

  it("presigns by a lease that is given, calling nobody", async () => {
    const { exitCode, stdout } = await byLease("--json", "--expires", "5m", "--content-type", "text/csv");
    expect(exitCode).toBe(0);
    const put = JSON.parse(stdout);
    expect(put).toMatchObject({ method: "PUT", headers: { "content-type": "text/csv" } });
    expect(new URL(put.url).searchParams.get("X-Amz-Expires")).toBe("300");
    expect(put.url).toMatch(/^https:\/\/my-bucket\.s3\.ap-northeast-1\.amazonaws\.com\/reports\/a%2A\.csv\?/);
  });

  it("tells people which headers the request must have", async () => {
    const { stderr } = await byLease("--content-type", "text/csv");
    expect(stderr).toBe("the request must have the header content-type: text/csv\n");
  });

  it("prints the fields of a form with a size", async () => {
    const { stdout } = await byLease("--post", "--max-bytes", "1024", "--expires", "60");
    const { method, url, fields } = JSON.parse(stdout);
    expect([method, url, fields.key]).toEqual([
      "POST",
      "https://my-bucket.s3.ap-northeast-1.amazonaws.com/",
      "reports/a*.csv",
    ]);
    const { conditions } = JSON.parse(Buffer.from(fields.policy, "base64").toString());
    expect(conditions).toEqual(
      expect.arrayContaining([
        { bucket: "my-bucket" },
        ["eq", "$key", "reports/a*.csv"],
        ["content-length-range", 0, 1024],
      ]),
    );
  });

  it.each([
    [["--post"], "--post and --max-bytes belong together"],
    [["--max-bytes", "10"], "--post and --max-bytes belong together"],
    [["--post", "--max-bytes", "1e3"], "--post and --max-bytes belong together"],
    [["--post", "--max-bytes", "0"], "`0` is not a largest size in bytes"],
  ])("refuses %j", async (args, message) => {
    const { exitCode, stderr } = await byLease(...args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("refuses a time that the lease does not have, before anything is minted", async () => {
    const { exitCode, stderr } = await presign("--role-arn", roleArn, "--expires", "15m");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("`15m` is not shorter than the lease")]);
    expect(aws.sts.requests).toHaveLength(0);
  });

  it("refuses another object than that of the lease", async () => {
    const args = ["presign", "s3://my-bucket/other", "--lease", "-"];
    expect((await runInProcess(args, {}, formatLease(sampleLease))).exitCode).toBe(4);
  });
});
