import { startFakeSts } from "../lease/fake-sts.ts";
import { type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { stored } from "../upload/fake-s3.ts";

/** STS and S3 that grant everything, each at its own endpoint. */
export interface FakeAws {
  readonly sts: FakeServer;
  readonly s3: FakeServer;
  /** The variables that lead the CLI there, with a caller's credentials. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Secrets that the fake hands out or is called with: none of them may ever be told. */
export const SECRETS: readonly string[] = ["CALLER-SECRET", "MINTED-SECRET", "MINTED-TOKEN"];

export async function startFakeAws(): Promise<FakeAws> {
  const [sts, s3] = await Promise.all([startFakeSts(), startFakeServer(stored)]);
  return {
    sts,
    s3,
    env: {
      AWS_ENDPOINT_URL_STS: sts.endpoint,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_REGION: "ap-northeast-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "CALLER-SECRET",
    },
    close: async () => {
      await Promise.all([sts.close(), s3.close()]);
    },
  };
}
