import ts from "typescript";

/** One import of a source file. */
export interface Specifier {
  /** The text between the quotes; `undefined` where it is computed at run time. */
  readonly text: string | undefined;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * Every module that a source file names: `import`, `export … from`, `import type`, `import("…")` as an expression or
 * as a type, `import x = require("…")`, `require("…")`.
 */
export function findSpecifiers(fileName: string, source: string): Specifier[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.ES2023, false);
  const found: Specifier[] = [];
  const visit = (node: ts.Node): void => {
    const named = moduleNamedBy(node);
    if (named !== undefined) {
      const line = file.getLineAndCharacterOfPosition(named.getStart(file)).line + 1;
      found.push({ text: ts.isStringLiteralLike(named) ? named.text : undefined, line });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The expression that names the module, where the node imports one. */
function moduleNamedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
  return isImport || isRequire ? node.arguments[0] : undefined;
}
