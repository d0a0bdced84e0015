import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { environmentWithEndpoint } from "../../../src/cli/exec/child-environment.ts";
import { sampleLease } from "../../lease/sample-lease.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const temporaryDirectory = temporaryDirectories();

it("a command whose configuration file is taken away still goes to the addresses that it names", () => {
  const config = join(temporaryDirectory(), "config");
  writeFileSync(config, "[profile strict]\nuse_fips_endpoint = true\n");
  const endpoint = { url: "http://127.0.0.1:1/", token: "token" } as Parameters<typeof environmentWithEndpoint>[2];
  const variables = (profile: string): Record<string, string> =>
    environmentWithEndpoint({ AWS_CONFIG_FILE: config, AWS_PROFILE: profile }, sampleLease, endpoint);
  expect(variables("strict")).toMatchObject({ AWS_USE_FIPS_ENDPOINT: "true" });
  expect(variables("strict").AWS_CONFIG_FILE).not.toBe(config);
  expect(variables("other")).not.toHaveProperty("AWS_USE_FIPS_ENDPOINT");
  expect(variables("other")).not.toHaveProperty("AWS_USE_DUALSTACK_ENDPOINT");
});
