import { ListBucketsCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { startTestEmulator } from "../../../support/emulator.ts";
import { element, makeBucket, type RawAnswer, refusedWith, s3Of, sendSigned } from "./world.ts";

const MALFORMED = {
  code: "MalformedACLError",
  status: 400,
  message: "The XML you provided was not well-formed or did not validate against our published schema",
};
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery";

describe.each([
  ["PutBucketAcl", "/acls"],
  ["PutObjectAcl", "/acls/key"],
])("%s", (_name, path) => {
  let emulator: Emulator;
  let s3: S3Client;
  let ownerId: string;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    ownerId = (await s3.send(new ListBucketsCommand({}))).Owner?.ID ?? "";
    await makeBucket(s3, "acls", { ownership: "ObjectWriter", open: true });
    await sendSigned(emulator, { method: "PUT", path: "/acls/key", body: "x" });
  });
  afterAll(() => emulator.close());

  const put = (headers: Record<string, string>, body = ""): Promise<RawAnswer> =>
    sendSigned(emulator, { method: "PUT", path, query: { acl: "" }, headers, body });
  const grant = (type: string, content: string, permission = "READ"): string =>
    `<Grant><Grantee ${XSI} xsi:type="${type}">${content}</Grantee><Permission>${permission}</Permission></Grant>`;
  const acl = (grants: string, owner = ownerId): string =>
    `<AccessControlPolicy><Owner><ID>${owner}</ID></Owner><AccessControlList>${grants}</AccessControlList></AccessControlPolicy>`;

  it.each([
    [{ "x-amz-acl": "fake-acl" }, { code: "InvalidArgument", message: "" }, ["x-amz-acl", "fake-acl"]],
    [
      { "x-amz-grant-write": 'uri="http://acs.amazonaws.com/groups/s3/FakeGroup"' },
      { code: "InvalidArgument", message: "Invalid group uri" },
      ["uri", "http://acs.amazonaws.com/groups/s3/FakeGroup"],
    ],
    [
      { "x-amz-grant-write": 'fakekey="1234"' },
      { code: "InvalidArgument", message: "Argument format not recognized" },
      ["x-amz-grant-write", 'fakekey="1234"'],
    ],
    [{ "x-amz-grant-write": 'id="wrong-id"' }, { code: "InvalidArgument", message: "Invalid id" }, ["id", "wrong-id"]],
  ])("refuses %j as it was recorded", async (headers, refusal, [name, value]) => {
    const answer = await put(headers as unknown as Record<string, string>);
    expect(refusedWith(answer)).toEqual({ ...refusal, status: 400 });
    expect([element(answer.body, "ArgumentName"), element(answer.body, "ArgumentValue")]).toEqual([name, value]);
  });

  it("refuses grants by e-mail, which ended", async () => {
    const answer = await put({ "x-amz-grant-read": 'emailAddress="a@example.com"' });
    expect(refusedWith(answer)).toMatchObject({ code: "MethodNotAllowed", status: 405 });
  });

  it("wants an ACL, and only one", async () => {
    expect(refusedWith(await put({}))).toEqual({
      code: "MissingSecurityHeader",
      status: 400,
      message: "Your request was missing a required header",
    });
    expect(refusedWith(await put({ "x-amz-acl": "private", "x-amz-grant-read": `id="${ownerId}"` }))).toEqual({
      code: "InvalidRequest",
      status: 400,
      message: "Specifying both Canned ACLs and Header Grants is not allowed",
    });
    expect(refusedWith(await put({ "x-amz-acl": "private" }, acl("")))).toEqual({
      code: "UnexpectedContent",
      status: 400,
      message: "This request does not support content",
    });
  });

  it("takes grants by header and by document, and shows them", async () => {
    const shown = async (): Promise<string> => (await sendSigned(emulator, { path, query: { acl: "" } })).body;
    expect((await put({ "x-amz-grant-read": `uri="${LOG_DELIVERY}"` })).status).toBe(200);
    expect(await shown()).toContain(`<URI>${LOG_DELIVERY}</URI></Grantee><Permission>READ</Permission>`);
    const document = acl(
      grant("CanonicalUser", `<ID>${ownerId}</ID>`, "FULL_CONTROL") +
        grant("Group", `<URI>${LOG_DELIVERY}</URI>`, "WRITE"),
    );
    expect((await put({}, document)).status).toBe(200);
    expect(await shown()).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>${ownerId}</ID></Owner><AccessControlList><Grant><Grantee ${XSI} xsi:type="CanonicalUser"><ID>${ownerId}</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant><Grant><Grantee ${XSI} xsi:type="Group"><URI>${LOG_DELIVERY}</URI></Grantee><Permission>WRITE</Permission></Grant></AccessControlList></AccessControlPolicy>`,
    );
  });

  it.each([
    ["no XML", () => "acl"],
    ["another document", () => "<Acl/>"],
    ["no owner", () => "<AccessControlPolicy><AccessControlList/></AccessControlPolicy>"],
    ["no list", () => `<AccessControlPolicy><Owner><ID>${ownerId}</ID></Owner></AccessControlPolicy>`],
    ["no grantee", () => acl("<Grant><Permission>READ</Permission></Grant>")],
    ["an unknown permission", () => acl(grant("CanonicalUser", `<ID>${ownerId}</ID>`, "EXECUTE"))],
    ["an unknown type", () => acl(grant("Robot", `<ID>${ownerId}</ID>`))],
    ["a group without its URI", () => acl(grant("Group", `<ID>${ownerId}</ID>`))],
    ["too many grants", () => acl(grant("CanonicalUser", `<ID>${ownerId}</ID>`).repeat(101))],
  ])("refuses a document with %s", async (_what, document) => {
    expect(refusedWith(await put({}, document()))).toEqual(MALFORMED);
  });

  it.each([
    ["CanonicalUser/ID", () => acl(grant("CanonicalUser", "<ID>wrong-id</ID>")), "Invalid id"],
    ["CanonicalUser/ID", () => acl("", "wrong-id"), "Invalid id"],
    [
      "Group/URI",
      () => acl(grant("Group", "<URI>http://acs.amazonaws.com/groups/s3/FakeGroup</URI>")),
      "Invalid group uri",
    ],
  ])("refuses what is not there, and calls it %s", async (name, document, message) => {
    const answer = await put({}, document());
    expect(refusedWith(answer)).toEqual({ code: "InvalidArgument", status: 400, message });
    expect(element(answer.body, "ArgumentName")).toBe(name);
  });
});
