import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startMetadataServer } from "../../../../src/emulator/instances/metadata/server.ts";
import { plainRequest } from "../../../support/instances.ts";
import { INSTANCE, type MetadataStage, metadataStage } from "./stage.ts";

const ID = "/latest/meta-data/instance-id";
const TTL = "X-aws-ec2-metadata-token-ttl-seconds";
const TOKEN = "X-aws-ec2-metadata-token";

describe("The instance metadata service", () => {
  let stage: MetadataStage;
  beforeEach(async () => {
    stage = await metadataStage();
  });
  afterEach(() => stage.close());

  it("gives a token for a time, and says for how long", async () => {
    const answer = await stage.put("/latest/api/token", { [TTL]: "60" });
    expect(answer).toMatchObject({
      status: 200,
      headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60", "content-type": "text/plain" },
      body: expect.stringMatching(/^[A-Za-z0-9+/]{54}==$/),
    });
    expect(await stage.get(ID, { [TOKEN]: answer.body })).toMatchObject({ status: 200, body: INSTANCE.instanceId });
  });

  it.each(["0", "21601", "-1", "1.5", "sixty", ""])("refuses a token's time of `%s` seconds", async (seconds) => {
    expect(await stage.put("/latest/api/token", { [TTL]: seconds })).toMatchObject({ status: 400 });
  });

  it("refuses to make a token without a time", async () => {
    expect(await stage.put("/latest/api/token")).toMatchObject({ status: 400 });
  });

  it("makes no token for a request that came through a proxy", async () => {
    const headers = { [TTL]: "60", "X-Forwarded-For": "192.0.2.1" };
    expect(await stage.put("/latest/api/token", headers)).toMatchObject({ status: 403 });
  });

  it("makes no token at a versioned path", async () => {
    expect(await stage.put("/2021-03-23/api/token", { [TTL]: "60" })).toMatchObject({ status: 403 });
  });

  it("takes a PUT with a body that is sent in chunks", async () => {
    const headers = { [TTL]: "60", Expect: "100-continue", "Transfer-Encoding": "chunked" };
    const answer = await plainRequest(stage, "/latest/api/token", { method: "PUT", headers, body: "x" });
    expect(answer.status).toBe(200);
  });

  it("answers version 1 where tokens are optional, and 401 where they are required", async () => {
    expect(await stage.get(ID)).toMatchObject({ status: 200, body: INSTANCE.instanceId });
    await stage.options({ httpTokens: "required" });
    expect(await stage.get(ID)).toMatchObject({ status: 401 });
    expect(await stage.get(ID, { [TOKEN]: await stage.token() })).toMatchObject({ status: 200 });
  });

  it("refuses a bad token even where none is required", async () => {
    expect(await stage.get(ID, { [TOKEN]: "AAAA" })).toMatchObject({ status: 401 });
    expect(await stage.get(ID, { [TTL]: "60" })).toMatchObject({ status: 401 });
  });

  it("refuses a token that was changed in one character", async () => {
    const token = await stage.token();
    const changed = (token.startsWith("A") ? "B" : "A") + token.slice(1);
    expect(await stage.get(ID, { [TOKEN]: changed })).toMatchObject({ status: 401 });
  });

  it("refuses a token when its time is over, by the emulator's clock", async () => {
    const token = await stage.token(60);
    stage.state.clock.advance(59_999);
    expect(await stage.get(ID, { [TOKEN]: token })).toMatchObject({ status: 200 });
    stage.state.clock.advance(1);
    expect(await stage.get(ID, { [TOKEN]: token })).toMatchObject({ status: 401 });
  });

  it("refuses a token of another instance", async () => {
    const other = await startMetadataServer(stage.state, INSTANCE);
    const answer = await plainRequest(other.address as { url: string }, ID, {
      headers: { [TOKEN]: await stage.token() },
    });
    await other.close();
    expect(answer.status).toBe(401);
  });

  it("refuses everything with 403 where it is switched off", async () => {
    await stage.options({ httpEndpoint: "disabled" });
    expect([(await stage.get(ID)).status, (await stage.put("/latest/api/token", { [TTL]: "60" })).status]).toEqual([
      403, 403,
    ]);
  });

  it("serves nobody who asks for another host, as a page in a browser could", async () => {
    expect(await stage.get(ID, { Host: "attacker.example" })).toMatchObject({ status: 403 });
    expect(await stage.get(ID, { Host: "169.254.169.254" })).toMatchObject({ status: 200 });
  });

  it("answers HEAD without a body, and no other method", async () => {
    const head = await plainRequest(stage, ID, { method: "HEAD" });
    expect(head).toMatchObject({ status: 200, body: "", headers: { "content-length": "19" } });
    expect(await plainRequest(stage, ID, { method: "DELETE" })).toMatchObject({ status: 405 });
  });

  it("answers 404 for what is not there", async () => {
    for (const path of ["/latest/meta-data/nothing", "/1999-01-01/meta-data/", `${ID}/x`, "/latest/meta-data/%zz"]) {
      expect(await stage.get(path)).toMatchObject({ status: 404 });
    }
  });
});
