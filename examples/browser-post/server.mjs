// Lets a page post one file at a time to a bucket: this key, this type, no larger than that, within five minutes. The file
// itself goes from the browser to S3. Usage: node server.mjs, with ROLE_ARN, BUCKET and AWS_REGION in the environment
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createLease, KeyleaseError, presignPost } from "keylease";

const { ROLE_ARN: roleArn, BUCKET: bucket, AWS_REGION: region, AWS_ENDPOINT_URL, PORT = "8080" } = process.env;
if (!roleArn || !bucket || !region) throw new Error("set ROLE_ARN, BUCKET and AWS_REGION");
const EXTENSIONS = { "image/jpeg": "jpg", "image/png": "png" };
const MAX_BYTES = 5 * 1024 ** 2;

const read = (name) => readFileSync(new URL(name, import.meta.url));
const PAGES = {
  "/": { type: "text/html; charset=utf-8", body: read("page.html") },
  "/page.mjs": { type: "text/javascript", body: read("page.mjs") },
};
const s3 = AWS_ENDPOINT_URL ?? `https://${bucket}.s3.${region}.amazonaws.com`;
const HEADERS = {
  "content-security-policy": `default-src 'self'; connect-src 'self' ${s3}; frame-ancestors 'none'; base-uri 'none'`,
  "x-content-type-options": "nosniff",
  // A form is as good as the lease that it was made with.
  "cache-control": "no-store",
};

/** What a request is answered. Your own login belongs here: it decides who may upload, and where to. */
async function answer(/** @type {import("node:http").IncomingMessage} */ { method, url, headers }) {
  // A page of somebody else's, whose name leads to this address, says that name.
  if (headers.host !== new URL(origin).host) return { status: 421 };
  const { pathname, searchParams } = new URL(url, origin);
  if (method === "GET" && PAGES[pathname] !== undefined) return { status: 200, ...PAGES[pathname] };
  if (method !== "POST" || pathname !== "/uploads") return { status: 404 };
  // Browsers say which page it is that posts.
  if (headers.origin !== origin) return { status: 403 };
  const contentType = searchParams.get("type") ?? "";
  if (!Object.hasOwn(EXTENSIONS, contentType)) return { status: 415 };
  // The name is ours: two people with the same file name do not meet, and nobody writes over anything.
  const scope = { bucket, key: `inbox/${randomUUID()}.${EXTENSIONS[contentType]}`, actions: ["upload"] };
  const lease = await createLease(scope, { roleArn, region });
  const post = await presignPost(lease, { maxBytes: MAX_BYTES, contentType, expiresSeconds: 300 });
  const body = JSON.stringify({ url: post.url, fields: post.fields, maxBytes: MAX_BYTES });
  return { status: 200, type: "application/json", body };
}

/** The browser is told nothing of AWS. */
function asFailure(error) {
  console.error(error instanceof KeyleaseError ? `${error.code}: ${error.message}` : error);
  return { status: 502 };
}

const server = createServer(async (request, response) => {
  const { status, type = "text/plain", body = "" } = await answer(request).catch(asFailure);
  response.writeHead(status, { ...HEADERS, "content-type": type }).end(body);
});
await once(server.listen(Number(PORT), "127.0.0.1"), "listening");
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
const origin = `http://127.0.0.1:${port}`;
console.log(origin);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
