/** The text of docs/reference/errors.md for a table of codes and their sentences. */
export function errorsPage(codes: Readonly<Record<string, string>>): string {
  const sections = Object.entries(codes).map(([code, sentence]) => `## ${code}\n\n${sentence}\n`);
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Error codes

<!-- Written by \`npm run docs\` from src/core/error-codes.ts: change the table there. -->

Every error that Keylease raises is a \`KeyleaseError\` with one of these codes as its \`code\`, a message that says what
happened, and in most cases a \`hint\` that says what to do. With \`--json\` the command line prints the same fields. A code
is never renamed and never given another meaning. AWS's own codes (\`AccessDenied\`, \`ExpiredToken\`, …) are not listed: they
are passed through inside [ServiceError](#serviceerror).
`;
