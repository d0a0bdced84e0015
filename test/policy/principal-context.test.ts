import { describe, expect, it } from "vitest";
import { type Principal, principalContext } from "../../src/policy/index.ts";

const accountId = "111122223333";
const keysOf = (principal: Principal): object => Object.fromEntries(principalContext(principal));

describe("the context keys of a principal", () => {
  it("of a user have its name, without the path", () => {
    const arn = `arn:aws:iam::${accountId}:user/staff/alice`;
    expect(keysOf({ type: "user", accountId, arn, uniqueId: "AIDAEXAMPLE" })).toEqual({
      "aws:principaltype": "User",
      "aws:userid": "AIDAEXAMPLE",
      "aws:principalaccount": accountId,
      "aws:principalisawsservice": "false",
      "aws:principalarn": arn,
      "aws:username": "alice",
    });
  });

  it("of a role session name the role with its path, and the session in the user id", () => {
    const arn = `arn:aws:sts::${accountId}:assumed-role/uploader/job`;
    const roleArn = `arn:aws:iam::${accountId}:role/ci/uploader`;
    expect(keysOf({ type: "role-session", accountId, arn, roleArn, uniqueId: "AROAEXAMPLE" })).toEqual({
      "aws:principaltype": "AssumedRole",
      "aws:userid": "AROAEXAMPLE:job",
      "aws:principalaccount": accountId,
      "aws:principalisawsservice": "false",
      "aws:principalarn": roleArn,
    });
  });

  it("of a federated user, root, a service, a web identity and nobody are what AWS documents", () => {
    const federated = `arn:aws:sts::${accountId}:federated-user/bob`;
    const root = `arn:aws:iam::${accountId}:root`;
    const own = { "aws:principalaccount": accountId, "aws:principalisawsservice": "false" };
    expect(
      keysOf({ type: "federated-user", accountId, arn: federated, userArn: undefined, uniqueId: undefined }),
    ).toEqual({
      ...own,
      "aws:principaltype": "FederatedUser",
      "aws:userid": `${accountId}:bob`,
      "aws:principalarn": federated,
    });
    expect(keysOf({ type: "root", accountId, arn: root })).toEqual({
      ...own,
      "aws:principaltype": "Account",
      "aws:userid": accountId,
      "aws:principalarn": root,
    });
    expect(keysOf({ type: "service", service: "ec2.amazonaws.com" })).toEqual({
      "aws:principalisawsservice": "true",
      "aws:principalservicename": "ec2.amazonaws.com",
    });
    expect(keysOf({ type: "web-identity", provider: "accounts.google.com" })).toEqual({
      "aws:principaltype": "Anonymous",
    });
    expect(keysOf({ type: "anonymous" })).toEqual({ "aws:principaltype": "Anonymous", "aws:userid": "anonymous" });
  });

  it("leave out an id that is not known", () => {
    const arn = `arn:aws:iam::${accountId}:user/alice`;
    expect(principalContext({ type: "user", accountId, arn, uniqueId: "" }).has("aws:userid")).toBe(false);
  });
});
