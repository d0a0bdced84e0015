import { get } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningProgram } from "./stage.ts";
import type { World } from "./world.ts";

/** The origin that `cors.json` names. */
const ORIGIN = "http://127.0.0.1:8080";
const MAX_BYTES = 5 * 1024 ** 2;

interface Form {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly maxBytes: number;
}

/** What a GET is answered; unlike `fetch`, it sends any `Host`. */
function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = get(url, { headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.on("error", reject);
  });
}

/** The tests of `examples/browser-post`. That the page itself works in a browser is tested in browser-post.test.ts. */
export function browserPost(world: () => World): void {
  let server: RunningProgram;
  let origin: string;
  beforeAll(async () => {
    server = world().stage.start(["examples/browser-post/server.mjs"], { ...world().env, PORT: "0" });
    [origin = ""] = await server.lines(1);
  });
  afterAll(() => server.stop());

  const ask = (type: string, headers: Record<string, string> = { origin }): Promise<Response> =>
    fetch(`${origin}/uploads?type=${encodeURIComponent(type)}`, { method: "POST", headers });
  const formFor = async (type: string): Promise<Form> => {
    const answer = await ask(type);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Form;
  };
  /** As `page.mjs` does it. */
  const post = ({ url, fields }: Form, file: Blob, changes: Record<string, string> = {}): Promise<Response> => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...changes })) data.append(name, value);
    data.append("file", file, "picture.png");
    return fetch(url, { method: "POST", body: data, headers: { origin: ORIGIN } });
  };
  const picture = new Blob(["a picture"], { type: "image/png" });

  it("gives the page a form that S3 takes from it", async () => {
    const form = await formFor("image/png");
    const preflight = await fetch(form.url, {
      method: "OPTIONS",
      headers: { origin: ORIGIN, "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    const answer = await post(form, picture);
    expect(await answer.text()).toBe("");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(form.fields).toHaveProperty("Content-Type", "image/png");
    expect(form.fields.key).toMatch(/^inbox\/[\da-f-]{36}\.png$/);
    expect((await world().object(form.fields.key ?? "")).toString()).toBe("a picture");
  });

  it("gives a form that takes exactly 5 MiB, and not a byte more", async () => {
    const form = await formFor("image/jpeg");
    expect(form.maxBytes).toBe(MAX_BYTES);
    const tooLarge = await post(form, new Blob([new Uint8Array(MAX_BYTES + 1)]));
    expect(tooLarge.status).toBe(400);
    expect(await tooLarge.text()).toContain("<Code>EntityTooLarge</Code>");
    await expect(world().object(form.fields.key ?? "")).rejects.toThrow("does not exist");
    expect((await post(form, new Blob([new Uint8Array(MAX_BYTES)]))).status).toBe(204);
  });

  it.each([
    ["other key", { key: "inbox/other.png" }],
    ["other type", { "Content-Type": "text/html" }],
    ["further field", { acl: "public-read" }],
  ])("gives a form that takes no %s", async (_, changes) => {
    const answer = await post(await formFor("image/png"), picture, changes);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("<Code>AccessDenied</Code>");
  });

  it("lets no page of another origin reach S3 by its script", async () => {
    const { url } = await formFor("image/png");
    const headers = { origin: "http://evil.example", "access-control-request-method": "POST" };
    expect((await fetch(url, { method: "OPTIONS", headers })).status).toBe(403);
  });

  it("gives nothing to other pages, other names for its address, and other types", async () => {
    const taken = world().requests("AssumeRole").length;
    expect((await ask("image/png", { origin: "http://evil.example" })).status).toBe(403);
    expect((await ask("image/png", {})).status).toBe(403);
    expect((await ask("text/html")).status).toBe(415);
    expect((await ask("constructor")).status).toBe(415);
    expect((await fetch(`${origin}/server.mjs`)).status).toBe(404);
    expect((await fetch(`${origin}/uploads?type=image/png`)).status).toBe(404);
    // By the name that a page of somebody else's has made to lead here.
    expect(await statusOf(`${origin}/`, { host: "evil.example" })).toBe(421);
    expect(world().requests("AssumeRole")).toHaveLength(taken);
  });

  it("serves a page that may speak with itself and S3 alone", async () => {
    const page = await fetch(`${origin}/`);
    expect(page.headers.get("content-security-policy")).toContain(
      `default-src 'self'; connect-src 'self' ${world().emulator.endpoint};`,
    );
    expect(await page.text()).toContain('<script type="module" src="page.mjs"></script>');
    expect((await fetch(`${origin}/page.mjs`)).headers.get("content-type")).toBe("text/javascript");
  });
}
