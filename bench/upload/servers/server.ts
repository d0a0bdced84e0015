import type { ChildProcess } from "node:child_process";
import type { Credentials } from "../../auth/signed-requests.ts";

/** What a run needs of a server. */
export interface Needs {
  readonly isSecure: boolean;
  readonly comparesMd5: boolean;
}

/** A server that is uploaded to. */
export interface Server {
  readonly endpoint: string;
  /** Certificate of the authority of a server with TLS. */
  readonly caFile?: string;
  /** Temporary credentials for everything below `k`. */
  readonly credentials: Credentials;
  readonly roleArn: string;
  /** Who may assume the role. */
  readonly user: Credentials;
  /** Its process, where it is one. */
  readonly child?: Pick<ChildProcess, "pid">;
}

/** Servers of one kind. */
export interface Servers {
  readonly name: string;
  /** Whether it looks at who sends what, as a bare client does not say. */
  readonly checks: boolean;
  /** Lends one for a run. */
  lend<T>(needs: Needs, use: (server: Server) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
