import { describe, expect, it } from "vitest";
import { checkVariant, endpointVariantOf } from "../../src/lease/index.ts";
import { refusedBy } from "../support/refused-by.ts";

describe("which of AWS's addresses is meant", () => {
  it("nobody says by default", () => {
    expect(endpointVariantOf({}, {})).toEqual({});
    expect(endpointVariantOf({}, { AWS_USE_FIPS_ENDPOINT: "", AWS_USE_DUALSTACK_ENDPOINT: "" })).toEqual({});
  });

  it("the environment says, and what is given has the last word", () => {
    const environment = { AWS_USE_FIPS_ENDPOINT: "TRUE", AWS_USE_DUALSTACK_ENDPOINT: "false" };
    expect(endpointVariantOf({}, environment)).toEqual({ useFipsEndpoint: true, useDualstackEndpoint: false });
    expect(endpointVariantOf({ useFipsEndpoint: false, useDualstackEndpoint: true }, environment)).toEqual({
      useFipsEndpoint: false,
      useDualstackEndpoint: true,
    });
  });

  it.each(["yes", "1", "tru", " true"])(
    "cannot be said as %j: FIPS is not to be left out for a typing error",
    async (text) => {
      const refusal = await refusedBy(() => endpointVariantOf({}, { AWS_USE_FIPS_ENDPOINT: text }));
      expect([refusal.code, refusal.message]).toEqual(["ArgumentInvalid", `AWS_USE_FIPS_ENDPOINT is \`${text}\``]);
    },
  );

  it("is nothing that an endpoint of one's own has", async () => {
    const endpoint = "http://127.0.0.1:4566";
    checkVariant({}, endpoint);
    checkVariant({ useFipsEndpoint: false, useDualstackEndpoint: false }, endpoint);
    checkVariant({ useFipsEndpoint: true }, undefined);
    expect((await refusedBy(() => checkVariant({ useFipsEndpoint: true }, endpoint))).message).toContain("FIPS");
    expect((await refusedBy(() => checkVariant({ useDualstackEndpoint: true }, endpoint))).message).toContain(
      "dual-stack",
    );
  });
});
