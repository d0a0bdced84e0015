import { afterEach, expect, it } from "vitest";
import { isPublic } from "../../src/upload/index.ts";
import { type FakeServer, startFakeServer, startRawServer } from "../support/fake-server.ts";

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

it.each<[number, boolean | undefined]>([
  [200, true],
  [403, false],
  [401, false],
  [404, undefined],
  [301, undefined],
  [307, undefined],
  [204, undefined],
  [500, undefined],
])("an object whose HEAD is answered with %d is public: %s", async (status, expected) => {
  server = await startFakeServer(() => ({ status, headers: { location: "/elsewhere" } }));
  expect(await isPublic(`${server.endpoint}/my-bucket/a/../b%20c?d`)).toBe(expected);
  expect(server.requests).toHaveLength(1);
  const [{ method, target, headers } = { method: "", target: "", headers: {} }] = server.requests;
  // As it stands, and with nothing that says who asks.
  expect({ method, target }).toEqual({ method: "HEAD", target: "/my-bucket/a/../b%20c?d" });
  expect(Object.keys(headers).sort()).toEqual(["connection", "host"]);
});

it("is not known where nobody answers, and does not fail", async () => {
  server = await startFakeServer(() => ({ status: 200 }));
  const url = `${server.endpoint}/x`;
  await server.close();
  server = undefined;
  expect(await isPublic(url)).toBeUndefined();
  expect(await isPublic("https://name.invalid/x")).toBeUndefined();
  expect(await isPublic("no URL")).toBeUndefined();
});

it("is not known where the answer takes too long, or nobody waits for it any more", async () => {
  server = await startRawServer(() => {});
  expect(await isPublic(`${server.endpoint}/x`, { timeoutMilliseconds: 50 })).toBeUndefined();
  expect(await isPublic(`${server.endpoint}/x`, { signal: AbortSignal.abort() })).toBeUndefined();
});
