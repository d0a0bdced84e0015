import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it } from "vitest";
import { header, type RequestHead, requestHead } from "../../src/wire/index.ts";

describe("a request's head", () => {
  it.each([
    ["/", "/", ""],
    ["/b/a/../c//d/%2E%2E/./e", "/b/a/../c//d/%2E%2E/./e", ""],
    ["/b/k%20%c3%A9+x?a=%2F&b", "/b/k%20%c3%A9+x", "a=%2F&b"],
    ["/b/k?a=b?c", "/b/k", "a=b?c"],
    ["/b?", "/b", ""],
    ["//evil.example/b", "//evil.example/b", ""],
    ["http://bucket.example:80/a/../b?x=1", "/a/../b", "x=1"],
    ["HTTPS://bucket.example?x=1", "/", "x=1"],
    ["*", "*", ""],
  ])("keeps the target %s as it is", (target, path, query) => {
    const head = requestHead("GET", target, []);
    expect(head).toMatchObject({ method: "GET", path, query });
  });

  it("keeps repeated headers in order under their lower-case name", () => {
    const head = requestHead("GET", "/", ["Host", "h", "My-Header", "b", "my-header", "a", "MY-HEADER", ""]);
    expect([...head.headers]).toEqual([
      ["host", ["h"]],
      ["my-header", ["b", "a", ""]],
    ]);
    expect(header(head, "my-header")).toBe("b,a,");
    expect(header(head, "absent")).toBeUndefined();
  });

  it("reads bytes as UTF-8 where they are, and as Latin-1 where they are not", () => {
    const utf8 = Buffer.from("é漢").toString("latin1");
    const head = requestHead("GET", `/${utf8}?${utf8}`, ["a", utf8, "b", "\xe9"]);
    expect(head).toMatchObject({ path: "/é漢", query: "é漢" });
    expect(header(head, "a")).toBe("é漢");
    expect(header(head, "b")).toBe("é");
  });

  it("has usual names and others alike, in whatever case they are sent", () => {
    const names = ["x-amz-security-token", "X-Amz-Date", "CONTENT-LENGTH", "x-amz-meta-colour", "X-Amz-Meta-Other"];
    const head = requestHead(
      "GET",
      "/",
      names.flatMap((name) => [name, name]),
    );
    expect([...head.headers.keys()]).toEqual(names.map((name) => name.toLowerCase()));
    for (const name of names) expect(header(head, name.toLowerCase() as Lowercase<string>)).toBe(name);
  });

  it("is what node's server was sent", async () => {
    const heads: RequestHead[] = [];
    const server = createServer((request, response) => {
      heads.push(requestHead(request.method ?? "", request.url ?? "", request.rawHeaders));
      response.end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    const lines = ["PUT /b/../a//%2e?q=%c3 HTTP/1.1", "Host: h", "X-A: 1", "x-a:  é ", "Connection: close", "", ""];
    socket.end(lines.join("\r\n"));
    socket.resume();
    await once(socket, "close");
    server.close();
    expect(heads).toHaveLength(1);
    expect(heads[0]).toMatchObject({ method: "PUT", path: "/b/../a//%2e", query: "q=%c3" });
    expect(heads[0]?.headers.get("x-a")).toEqual(["1", "é"]);
  });
});
