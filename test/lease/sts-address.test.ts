import { expect, it } from "vitest";
import { stsAddress } from "../../src/lease/index.ts";
import { createStsClient } from "../../src/lease/sts-client.ts";
import { awsRegions } from "../support/aws-partitions.ts";

it("is in every region, dual-stack or not, FIPS or not, the one that AWS's own client calls", async () => {
  const client = await createStsClient({
    region: "eu-west-1",
    endpoint: undefined,
    endpointVariant: {},
    credentials: undefined,
  });
  try {
    for (const region of awsRegions()) {
      for (const [useDualstackEndpoint, useFipsEndpoint] of VARIANTS) {
        const { url } = client.config.endpointProvider({
          Region: region,
          UseGlobalEndpoint: false,
          UseDualStack: useDualstackEndpoint,
          UseFIPS: useFipsEndpoint,
        });
        expect(stsAddress(region, { useDualstackEndpoint, useFipsEndpoint })).toBe(url.origin);
      }
    }
    // What the comparison takes for granted: the client does not prefer the global address.
    expect((client.config as unknown as { useGlobalEndpoint?: boolean }).useGlobalEndpoint ?? false).toBe(false);
  } finally {
    client.destroy();
  }
});

const VARIANTS = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

it.each([
  [{}, "sts.eu-west-1.amazonaws.com"],
  [{ useFipsEndpoint: true }, "sts-fips.eu-west-1.amazonaws.com"],
  [{ useDualstackEndpoint: true }, "sts.eu-west-1.api.aws"],
])("is also where the client that is made with %j goes", async (endpointVariant, host) => {
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" };
  const client = await createStsClient({ region: "eu-west-1", endpoint: undefined, endpointVariant, credentials });
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  let seen = "";
  // Before anything goes over the network: this test asks only where to.
  client.middlewareStack.add(
    () => async (args) => {
      seen = (args.request as { hostname: string }).hostname;
      throw new Error("seen");
    },
    { step: "finalizeRequest", priority: "low" },
  );
  await client.send(new GetCallerIdentityCommand({})).catch(() => {});
  client.destroy();
  expect(seen).toBe(host);
});
