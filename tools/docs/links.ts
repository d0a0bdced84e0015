/** A link of a Markdown page. */
export interface Link {
  readonly target: string;
  /** Counted from 1. */
  readonly line: number;
}

/** The links and images of a page, without those in code. */
export function findLinks(markdown: string): Link[] {
  const links: Link[] = [];
  proseLines(markdown).forEach((text, index) => {
    for (const match of text.matchAll(/\]\(<?([^()\s<>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+<?([^\s<>]+)>?/g)) {
      links.push({ target: match[1] ?? (match[2] as string), line: index + 1 });
    }
  });
  return links;
}

/** The names that a link may have after `#`: the headings of the page, written as GitHub writes them. */
export function findAnchors(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const text of proseLines(markdown, { keepCodeSpans: true })) {
    const heading = /^#{1,6}\s+(.+?)\s*#*$/.exec(text)?.[1];
    if (heading === undefined) continue;
    const name = anchorOf(heading);
    let unique = name;
    for (let count = 1; anchors.has(unique); count++) unique = `${name}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

function anchorOf(heading: string): string {
  const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  return shown
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

/** The page line by line with fenced code, and unless told otherwise code spans, blanked. */
function proseLines(markdown: string, { keepCodeSpans = false } = {}): string[] {
  let fence: string | undefined;
  return markdown.split("\n").map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      return "";
    }
    if (mark !== undefined) {
      fence = mark;
      return "";
    }
    return keepCodeSpans ? line : line.replace(/(`+)(?!`).*?\1/g, "");
  });
}
