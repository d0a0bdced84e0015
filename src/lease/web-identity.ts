import type { Environment } from "./endpoints.ts";

/** Where a web identity token comes from. It is read anew for every lease. */
export type WebIdentity =
  /** A file, as Kubernetes and `AWS_WEB_IDENTITY_TOKEN_FILE` name it. */
  | { readonly tokenFile: string }
  /** What the program gives. */
  | { readonly token: string | (() => string | Promise<string>) }
  /** The service account of the pod: the file in `AWS_WEB_IDENTITY_TOKEN_FILE`, else where EKS puts it. */
  | { readonly from: "kubernetes" }
  /** The job of GitHub Actions, which needs `permissions: id-token: write`. */
  | {
      readonly from: "github-actions";
      /** Default: `sts.amazonaws.com`. */
      readonly audience?: string;
    };

/** What reading a token may need. */
export interface TokenNeeds {
  readonly environment: Environment;
  readonly signal: AbortSignal | undefined;
}
