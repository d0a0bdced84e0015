/** What JSON itself allows and a policy document does not. */
export interface JsonFault {
  readonly fault: "duplicate-key" | "too-deep";
  /** JSON pointer (RFC 6901) to the second of two equal keys, or to the value that lies too deep. */
  readonly pointer: string;
}

interface Frame {
  /** The keys seen so far; absent in an array. */
  readonly keys: Set<string> | undefined;
  /** The key or index that the walk is at. */
  name: string | number;
  awaitsKey: boolean;
}

/**
 * Finds the first duplicate key, or the first value nested deeper than `maxDepth`. `JSON.parse` keeps the last of two
 * equal keys in silence, so that a reader would see one policy and the engine another.
 *
 * @param text - JSON that `JSON.parse` accepts.
 */
export function findJsonFault(text: string, maxDepth: number): JsonFault | undefined {
  const stack: Frame[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    const frame = stack.at(-1);
    if (character === '"') {
      const end = stringEnd(text, i);
      if (frame?.awaitsKey && frame.keys !== undefined) {
        const key = JSON.parse(text.slice(i, end)) as string;
        frame.name = key;
        frame.awaitsKey = false;
        if (frame.keys.has(key)) return { fault: "duplicate-key", pointer: pointerOf(stack) };
        frame.keys.add(key);
      }
      i = end - 1;
    } else if (character === "{" || character === "[") {
      if (stack.length >= maxDepth) return { fault: "too-deep", pointer: pointerOf(stack) };
      const isObject = character === "{";
      stack.push({ keys: isObject ? new Set() : undefined, name: 0, awaitsKey: isObject });
    } else if (character === "}" || character === "]") {
      stack.pop();
    } else if (character === "," && frame !== undefined) {
      if (frame.keys !== undefined) frame.awaitsKey = true;
      else frame.name = (frame.name as number) + 1;
    }
  }
  return undefined;
}

/** Appends a key or an index to a JSON pointer. */
export function appendPointer(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function pointerOf(stack: readonly Frame[]): string {
  return stack.reduce((pointer, frame) => appendPointer(pointer, frame.name), "");
}

function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}
