/** Reads when it is first asked, and gives the same again whenever it is asked once more: a body can be read once only. */
export function readOnce<T>(read: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= read();
    return result;
  };
}
