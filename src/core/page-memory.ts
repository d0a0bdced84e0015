const PAGE_BYTES = 4096;

/** What C libraries keep before a large block that they ask the system for. */
const HEADER_BYTES = 16;

/**
 * Memory that the system is to copy much into, such as what is read of a file: it begins where a page does.
 *
 * C libraries give large blocks that begin 16 bytes into a page. There, and wherever else a copy begins within the first 31
 * bytes of a page but not at its very start, the kernel's copy takes four times as long on AMD's processors. Where a library
 * gives blocks of whole pages, this begins 16 bytes before the end of one, which is as quick.
 *
 * @param bytes Its length. What it holds is not cleared.
 */
export function pageMemory(bytes: number): Buffer {
  const unused = PAGE_BYTES - HEADER_BYTES;
  return Buffer.allocUnsafeSlow(bytes + unused).subarray(unused);
}
