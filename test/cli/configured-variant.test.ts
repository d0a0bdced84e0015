import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it, vi } from "vitest";
import { configuredVariant } from "../../src/cli/configured-variant.ts";
import { refusedBy } from "../support/refused-by.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";

const temporaryDirectory = temporaryDirectories();

afterEach(() => {
  vi.unstubAllEnvs();
});

function configured(text: string): string {
  const path = join(temporaryDirectory(), "config");
  writeFileSync(path, text);
  return path;
}

const CONFIG = `# addresses
[default]
region = eu-west-1
use_dualstack_endpoint = true
[profile strict]
use_fips_endpoint=true ; as the contract says
s3 =
  use_dualstack_endpoint = true
  addressing_style = path
[profile "of two words"]
use_fips_endpoint = true
[sso-session default]
use_fips_endpoint = true
[strict]
use_dualstack_endpoint = true
`;

describe("the addresses that a person has chosen", () => {
  it.each([
    [undefined, "sts", { useDualstackEndpoint: true }],
    ["default", "s3", { useDualstackEndpoint: true }],
    ["strict", "sts", { useFipsEndpoint: true }],
    ["strict", "s3", { useFipsEndpoint: true, useDualstackEndpoint: true }],
    ["of two words", "s3", { useFipsEndpoint: true }],
    ["unknown", "s3", {}],
  ] as const)("stand in the profile %j, for %s", (profile, service, expected) => {
    const environment = { AWS_CONFIG_FILE: configured(CONFIG), AWS_PROFILE: profile };
    expect(configuredVariant(service, environment)).toEqual(expected);
  });

  it("are first those of the environment", () => {
    const environment = { AWS_CONFIG_FILE: configured(CONFIG), AWS_USE_DUALSTACK_ENDPOINT: "false" };
    expect(configuredVariant("s3", environment)).toEqual({ useDualstackEndpoint: false });
    expect(configuredVariant("s3", { ...environment, AWS_USE_FIPS_ENDPOINT: "true", AWS_PROFILE: "strict" })).toEqual({
      useDualstackEndpoint: false,
      useFipsEndpoint: true,
    });
  });

  it("are none where there is no file", () => {
    expect(configuredVariant("s3", { HOME: temporaryDirectory() })).toEqual({});
    expect(configuredVariant("s3", { AWS_CONFIG_FILE: temporaryDirectory() })).toEqual({});
  });

  it("are refused where they are neither true nor false", async () => {
    const environment = { AWS_CONFIG_FILE: configured("[default]\nuse_fips_endpoint = on\n") };
    expect((await refusedBy(() => configuredVariant("sts", environment))).message).toBe("use_fips_endpoint is `on`");
  });

  it.each(["default", "strict"])("are in the profile %s what AWS's own client reads there", async (profile) => {
    const environment = { AWS_CONFIG_FILE: configured(CONFIG), AWS_PROFILE: profile };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const client = new S3Client({ region: "eu-west-1" });
    const { useFipsEndpoint = false, useDualstackEndpoint = false } = configuredVariant("sts", environment);
    expect([await client.config.useFipsEndpoint(), await client.config.useDualstackEndpoint()]).toEqual([
      useFipsEndpoint,
      useDualstackEndpoint,
    ]);
  });
});
