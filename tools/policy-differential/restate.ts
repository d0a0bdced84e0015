import type { Case, Document } from "./case.ts";
import { ALLOWS_NOTHING } from "./shrink.ts";

/** A difference about who asks: what AWS documents of it can be said in policies, which both engines read alike. */
export interface Restatement {
  readonly name: string;
  /** The case with that said in policies; `undefined` where this difference is none of the case's. */
  restate(one: Case): Case | undefined;
}

const EVERYTHING: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["*"], Resource: ["*"] }],
};

/**
 * The differences that show in every case of some callers. Once restated, such a case tests the rest of the engines as
 * any other does; left as it is, it would hide whatever else is wrong with it.
 */
export const RESTATEMENTS: readonly Restatement[] = [
  {
    name: "root has every permission",
    restate: (one) => (isRoots(one) && one.identity.length === 0 ? { ...one, identity: [EVERYTHING] } : undefined),
  },
  {
    name: "a federated user without session policies",
    restate: (one) =>
      one.principal.type === "federated-user" && one.session === undefined
        ? { ...one, session: [ALLOWS_NOTHING] }
        : undefined,
  },
  {
    name: "service-linked roles and the organization",
    restate: (one) =>
      isServiceLinked(one) && (one.scp ?? one.rcp) !== undefined
        ? { ...one, scp: undefined, rcp: undefined }
        : undefined,
  },
];

/** The case with every restatement that there is for it. */
export function restateAll(one: Case): Case {
  return RESTATEMENTS.reduce((restated, { restate }) => restate(restated) ?? restated, one);
}

/** Root itself, and the federated sessions that it made. */
function isRoots({ principal }: Case): boolean {
  return principal.type === "root" || (principal.type === "federated-user" && principal.userArn === undefined);
}

function isServiceLinked({ principal }: Case): boolean {
  return principal.type === "role-session" && principal.roleArn.includes(":role/aws-service-role/");
}
