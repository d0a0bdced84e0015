/** The text of docs/reference/clients.md for the results that test/e2e/clients.sh has written, one a line. */
export function clientsPage(results: string, ranOn: Date): string {
  const lines = results.split("\n").filter((line) => line !== "");
  const rows = lines.map(readRow).filter(({ client }) => client !== "all clients");
  const names = [...new Set(rows.map(({ client }) => client))];
  const sections = names.map((name) => section(rows.filter(({ client }) => client === name)));
  return [introduction(rows, ranOn), overview(names, rows), ...sections].join("\n");
}

/** A step that a client took, or a note about the client. */
interface Row {
  readonly kind: string;
  readonly client: string;
  readonly version: string;
  /** Region and transport. */
  readonly where: string;
  readonly what: string;
  /** How its requests were signed and framed. */
  readonly sent: string;
  readonly result: string;
}

function readRow(line: string): Row {
  const [kind = "", client = "", version = "", where = "", what = "", sent = "", result = ""] = line.split("\t");
  return { kind, client, version, where, what, sent, result };
}

function introduction(rows: readonly Row[], ranOn: Date): string {
  const steps = rows.filter(({ kind }) => kind === "step").length;
  return `# Real clients

<!-- Written by \`npm run test:clients -- --write\` from what happened: change the steps in test/e2e/clients. -->

What clients that know nothing of Keylease did on the emulator with temporary credentials: ${steps} steps, run on
${ranOn.toISOString().slice(0, 10)}, each held to what it must come to. A session of the role \`uploader\` may put and get under one prefix;
everything else, and everything after its expiry, must be refused, and the client must say so in its own words. A
relay in front of the emulator added TLS where it says https, and read along how each request was signed and framed.

In *sent*, \`sha256\` is a payload hash in \`x-amz-content-sha256\`, and a step's like requests are told once.
`;
}

/** How many of each client's steps came to what. */
function overview(names: readonly string[], rows: readonly Row[]): string {
  const lines = names.map((name) => {
    const steps = rows.filter(({ kind, client }) => kind === "step" && client === name);
    const count = (beginning: string) => steps.filter(({ result }) => result.startsWith(beginning)).length;
    const cells = [name, steps[0]?.version ?? "", count("works"), count("refused")];
    return `| ${cells.join(" | ")} |`;
  });
  return `${["| Client | Version | Work | Refused as they must be |", "| --- | --- | --- | --- |", ...lines].join("\n")}\n`;
}

function section(rows: readonly Row[]): string {
  const [{ client, version } = { client: "", version: "" }] = rows;
  const notes = rows.filter(({ kind }) => kind === "note").map(({ what }) => `${what}\n`);
  const steps = rows.filter(({ kind }) => kind === "step");
  const table = [
    "| What it did | Where | Sent | Result |",
    "| --- | --- | --- | --- |",
    ...steps.map(({ what, where, sent, result }) => `| ${[what, where, sent, result].map(cell).join(" | ")} |`),
  ];
  return [`## ${client} ${version}\n`, ...notes, `${table.join("\n")}\n`].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
