/** What the system says where there is no room: the disk, a quota, or the largest size that a file may have. */
const FULL_CODES: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Nothing more can be stored until somebody makes room. What was acknowledged before is not touched. */
export class StorageFullError extends Error {
  override readonly name = "StorageFullError";

  constructor(systemCode: string, cause: unknown) {
    super(`no room left in the data directory (${systemCode})`, { cause });
  }
}

/** The error itself, or a {@link StorageFullError} where the system says so. */
export function asStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageFullError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === "string" && FULL_CODES.has(code)) return new StorageFullError(code, error);
  return error;
}
