import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MetadataStage, metadataStage } from "./stage.ts";

describe("Instance metadata", () => {
  let stage: MetadataStage;
  beforeEach(async () => {
    stage = await metadataStage();
  });
  afterEach(() => stage.close());

  const body = async (path: string): Promise<string> => (await stage.get(path)).body;
  const meta = (path: string): Promise<string> => body(`/latest/meta-data/${path}`);

  it("lists versions, then dynamic, meta-data and user-data, then its entries with a slash after folders", async () => {
    expect((await body("/")).split("\n").at(-1)).toBe("latest");
    expect(await body("/latest/")).toBe("dynamic\nmeta-data\nuser-data");
    expect((await meta("")).split("\n")).toEqual([
      "ami-id",
      "ami-launch-index",
      "ami-manifest-path",
      "block-device-mapping/",
      "events/",
      "hostname",
      "iam/",
      "instance-action",
      "instance-id",
      "instance-life-cycle",
      "instance-type",
      "local-hostname",
      "local-ipv4",
      "mac",
      "network/",
      "placement/",
      "profile",
      "public-keys/",
      "reservation-id",
      "security-groups",
      "services/",
      "system",
    ]);
  });

  it("tells what the instance is", async () => {
    expect({
      ami: await meta("ami-id"),
      type: await meta("instance-type"),
      host: await meta("hostname"),
      address: await meta("local-ipv4"),
      groups: await meta("security-groups"),
      zone: await meta("placement/availability-zone"),
      zoneId: await meta("placement/availability-zone-id"),
      region: await meta("placement/region"),
      action: await meta("instance-action"),
      owner: await meta("network/interfaces/macs/06:01:02:03:04:05/owner-id"),
      partition: await meta("services/partition"),
    }).toEqual({
      ami: "ami-0123456789abcdef0",
      type: "t3.micro",
      host: "ip-172-31-0-4.ap-northeast-1.compute.internal",
      address: "172.31.0.4",
      groups: "web\nssh",
      zone: "ap-northeast-1a",
      zoneId: "apne1-az1",
      region: "ap-northeast-1",
      action: "none",
      owner: "111111111111",
      partition: "aws",
    });
  });

  it("has the same at every version, and tolerates a slash after a leaf and none after a folder", async () => {
    expect(await body("/2021-03-23/meta-data/instance-id")).toBe("i-0123456789abcdef0");
    expect(await meta("placement/availability-zone/")).toBe("ap-northeast-1a");
    expect(await meta("placement")).toBe("availability-zone\navailability-zone-id\nregion");
  });

  it("lists public keys with their names and shows them below their numbers", async () => {
    expect(await meta("public-keys/")).toBe("0=mine");
    expect(await meta("public-keys/0/")).toBe("openssh-key");
    expect(await meta("public-keys/0/openssh-key")).toBe("ssh-ed25519 AAAA mine\n");
  });

  it("gives user data as the bytes that they are", async () => {
    const answer = await fetch(`${stage.url}/latest/user-data`);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([35, 33, 0, 255, 10]);
    const { userData: _none, ...plain } = { userData: undefined };
    await stage.change({ ...plain, userData: undefined as never });
    expect((await stage.get("/latest/user-data")).status).toBe(404);
    expect(await body("/latest/")).toBe("dynamic\nmeta-data");
  });

  it("shows tags only where the instance is told to", async () => {
    expect((await stage.get("/latest/meta-data/tags/instance/Name")).status).toBe(404);
    await stage.options({ instanceMetadataTags: "enabled" });
    expect(await meta("tags/instance/")).toBe("Name");
    expect(await meta("tags/instance/Name")).toBe("first");
  });

  it("has the identity document in AWS's spelling", async () => {
    const text = await body("/latest/dynamic/instance-identity/document");
    expect(text).toContain('  "accountId" : "111111111111",\n');
    expect(JSON.parse(text)).toMatchObject({
      region: "ap-northeast-1",
      instanceId: "i-0123456789abcdef0",
      pendingTime: "2026-11-23T20:00:00Z",
      version: "2017-09-30",
      kernelId: null,
    });
  });
});
