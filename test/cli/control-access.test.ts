import { expect, it } from "vitest";
import { controlAt } from "../../src/cli/control-access.ts";

const environment = { XDG_STATE_HOME: "/nowhere", KEYLEASE_CONTROL_TOKEN: "token" };

it.each(["http://127.0.0.1:4566", "http://localhost:4566", "http://[::1]:4566"])(
  "the control token of the environment is for %s",
  async (endpoint) => {
    expect(await controlAt(endpoint, environment)).toEqual({ endpoint, controlToken: "token" });
  },
);

it.each([
  "https://ec2.ap-northeast-1.amazonaws.com",
  "http://127.0.0.1.example.com",
  "http://localhost.example.com",
  "nonsense",
  undefined,
])("but never for %s", async (endpoint) => {
  expect(await controlAt(endpoint, environment)).toBeUndefined();
});

it("without a token there is nobody to ask", async () => {
  expect(await controlAt("http://127.0.0.1:4566", { XDG_STATE_HOME: "/nowhere" })).toBeUndefined();
});
