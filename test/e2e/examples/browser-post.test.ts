import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PutBucketCorsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientConfig } from "../../support/emulator.ts";
import { noise } from "../../upload/leased-bucket.ts";
import { CHROMIUM, openPage, type Page, waitFor } from "./chromium.ts";
import type { RunningProgram } from "./stage.ts";
import { makeWorld, type World } from "./world.ts";

const MiB = 1024 ** 2;

// A browser is large, and no library brings one: where Chromium is not installed, programs.test.ts alone tests the form.
describe.skipIf(CHROMIUM === undefined)("the page of the browser example, in Chromium", () => {
  let world: World;
  let server: RunningProgram;
  let origin: string;
  let page: Page;
  beforeAll(async () => {
    world = await makeWorld();
    server = world.stage.start(["examples/browser-post/server.mjs"], { ...world.env, PORT: "0" });
    [origin = ""] = await server.lines(1);
    await allowOrigin(origin);
    page = await openPage(CHROMIUM as string, origin);
  });
  afterAll(async () => {
    await page?.close();
    await server?.stop();
    await world?.close();
  });

  /** `cors.json` names the port that the server usually has; here it is another one. */
  const allowOrigin = (allowed: string) =>
    new S3Client({ ...clientConfig(world.emulator), forcePathStyle: true }).send(
      new PutBucketCorsCommand({
        Bucket: "my-bucket",
        CORSConfiguration: { CORSRules: [{ AllowedOrigins: [allowed], AllowedMethods: ["POST"] }] },
      }),
    );

  /** Uploads as a person does; gives what the page says at the end. */
  async function uploadByHand(name: string, content: Uint8Array): Promise<string> {
    const file = join(world.stage.folder, name);
    writeFileSync(file, content);
    await page.choose(file);
    await page.evaluate('document.querySelector("output").textContent = ""');
    await page.evaluate('document.querySelector("button").click()');
    await waitFor(page, '!["", "uploading"].includes(document.querySelector("output").textContent)');
    return String(await page.evaluate('document.querySelector("output").textContent'));
  }

  it("posts a file straight to S3, and shows the progress", async () => {
    const content = noise(4 * MiB);
    const told = await uploadByHand("picture.png", content);
    expect(told).toMatch(/^uploaded inbox\/[\da-f-]{36}\.png$/);
    expect((await world.object(told.replace("uploaded ", ""))).equals(content)).toBe(true);
    expect(await page.evaluate('document.querySelector("progress").value')).toBe(1);
  });

  it("says why a file is refused", async () => {
    expect(await uploadByHand("large.jpg", noise(5 * MiB + 1))).toBe("a file may have 5242880 bytes");
    expect(await uploadByHand("page.html", Buffer.from("<p>hello"))).toBe("only JPEG and PNG can be uploaded");
  });

  it("is told of S3's own refusal", async () => {
    await page.evaluate(`{
      const send = XMLHttpRequest.prototype.send;
      XMLHttpRequest.prototype.send = function (data) {
        XMLHttpRequest.prototype.send = send;
        data.set("key", "inbox/other.png");
        send.call(this, data);
      };
    }`);
    expect(await uploadByHand("picture.png", noise(1000))).toBe("S3 refused it: AccessDenied");
  });

  it("cannot reach S3 from an origin that the bucket does not know", async () => {
    await allowOrigin("http://127.0.0.1:1");
    expect(await uploadByHand("picture.png", noise(1000))).toBe("S3 was not reached, or does not know this page");
  });
});
