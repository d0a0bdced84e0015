import { existsSync } from "node:fs";
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { type Booter, booterOf, script } from "../../support/sandbox.ts";
import { whyNoSandbox } from "../../support/sandboxed-emulator.ts";

const reason = whyNoSandbox();
const title = "AWS's names in a sandbox";
const NAMES = ["s3.ap-northeast-1.amazonaws.com", "sts.ap-northeast-1.amazonaws.com", "sts.amazonaws.com"];

describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, () => {
  let emulator: Emulator;
  let booter: Booter;
  beforeAll(async () => {
    emulator = await startTestEmulator({ instanceMode: "bubblewrap" });
    booter = booterOf(emulator);
    const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
    const bucket = { Bucket: "bucket" };
    await s3.send(new CreateBucketCommand(bucket));
    await s3.send(new PutObjectCommand({ ...bucket, Key: "key", Body: "content" }));
    const Statement = {
      ...{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" },
      Condition: { Bool: { "aws:SecureTransport": "true" }, IpAddress: { "aws:SourceIp": "172.31.0.0/16" } },
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await s3.send(new PutBucketPolicyCommand({ ...bucket, Policy }));
  });
  afterAll(() => emulator.close());

  const has = (...programs: string[]): boolean => programs.every((name) => existsSync(`/usr/bin/${name}`));
  const lines = async (text: string): Promise<string[]> => (await booter.run(text)).consoleOutput.trimEnd().split("\n");

  it("lead to the emulator, other names to nobody", async () => {
    const found = await lines(
      script(
        "#!/opt/keylease/bin/node",
        "const { lookup, resolve4, resolve6 } = require('node:dns/promises');",
        "const say = async (what) => console.log(await what.catch((error) => error.code));",
        "(async () => {",
        `  for (const name of ${JSON.stringify(NAMES)}) await say(lookup(name).then(({ address }) => address));`,
        "  await say(resolve4('any.name.AMAZONAWS.com.cn').then(String));",
        "  await say(resolve6('s3.amazonaws.com'));",
        "  await say(lookup('amazonaws.com.example.com'));",
        "  await say(resolve4('amazonaws.com'));",
        "  await say(lookup('instance-data').then(({ address }) => address));",
        "})();",
      ),
    );
    const here = "127.0.0.2";
    expect(found).toEqual([here, here, here, here, "ENODATA", "ENOTFOUND", "ENOTFOUND", "169.254.169.254"]);
  });

  it("are answered over TLS that node trusts, without an endpoint or an option", async () => {
    const found = await lines(
      script(
        "#!/opt/keylease/bin/node",
        "const say = async (url) => console.log((await fetch(url).catch(({ cause }) => ({ status: cause.code }))).status);",
        "(async () => {",
        "  await say('https://bucket.s3.ap-northeast-1.amazonaws.com/key');",
        "  await say('http://bucket.s3-ap-northeast-1.amazonaws.com/key');",
        "  await say('https://nobodys-bucket.s3.amazonaws.com/');",
        "  await say('https://dotted.bucket.s3.ap-northeast-1.amazonaws.com/');",
        "})();",
      ),
    );
    // The bucket's policy lets in who comes over TLS and from an instance's address.
    expect(found).toEqual(["200", "403", "404", "ERR_TLS_CERT_ALTNAME_INVALID"]);
  });

  it.skipIf(!has("curl"))("are trusted by curl (needs curl)", async () => {
    const curl = (url: string): string => `curl -s -o /dev/null -w '%{http_code} %{ssl_verify_result}\\n' ${url}`;
    const found = await lines(
      script("#!/bin/sh", curl("https://bucket.s3.ap-northeast-1.amazonaws.com/key"), curl("https://example.com/")),
    );
    expect(found).toEqual(["200 0", "000 0"]);
  });

  it.skipIf(!has("python3"))("are trusted by Python's own TLS (needs python3)", async () => {
    const found = await lines(
      script(
        "#!/usr/bin/python3",
        "import urllib.request",
        "print(urllib.request.urlopen('https://bucket.s3.ap-northeast-1.amazonaws.com/key').status)",
      ),
    );
    expect(found).toEqual(["200"]);
  });

  it.skipIf(!has("ruby"))("are trusted by Ruby's (needs ruby)", async () => {
    const found = await lines(
      script(
        "#!/usr/bin/ruby",
        "require 'net/http'",
        "puts Net::HTTP.get_response(URI('https://bucket.s3.ap-northeast-1.amazonaws.com/key')).code",
      ),
    );
    expect(found).toEqual(["200"]);
  });

  it("do not lead to the control interface, nor does the endpoint's own address", async () => {
    const found = await lines(
      script(
        "#!/opt/keylease/bin/node",
        `const headers = { authorization: 'Bearer ${emulator.controlToken}' };`,
        "const say = async (url) => console.log((await fetch(url, { headers })).status);",
        "(async () => {",
        "  await say('https://s3.amazonaws.com/_keylease/instances');",
        `  await say('${emulator.endpoint}/_keylease/instances');`,
        "})();",
      ),
    );
    // They are paths of S3's there, and the header is no signature of AWS's.
    expect(found).toEqual(["400", "400"]);
  });
});
