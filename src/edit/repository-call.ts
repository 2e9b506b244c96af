import { Node, type ObjectLiteralExpression } from "ts-morph";
import type { NewRepository, TextEdit } from "./addition.ts";
import { listDesaltImports } from "./config-modules.ts";
import { findQuote, renderValue } from "./typescript-text.ts";

/** The text of a repository, and the import that it needs. */
export interface RepositoryCall {
  /** Undefined for plain data. */
  readonly call?: string;
  /** The import to add, if it is missing. */
  readonly edits: readonly TextEdit[];
}

/** Renders `helmRepository("…")` and its import. Renders plain data if the neighbours are, or if the file imports nothing from desalt. */
export function findRepositoryCall(
  target: ObjectLiteralExpression,
  repository: NewRepository,
  present: ObjectLiteralExpression | undefined,
): RepositoryCall {
  const file = target.getSourceFile();
  const neighbour = present?.getProperties().filter(Node.isPropertyAssignment).at(-1)?.getInitializer();
  const imports = listDesaltImports(file);
  const [first] = imports;
  if (first === undefined || Node.isObjectLiteralExpression(neighbour)) return { edits: [] };
  const name = repository.oci ? "ociRepository" : "helmRepository";
  const quote = findQuote(file);
  const options = repository.private ? `, { private: true }` : "";
  const render = (callee: string): string => `${callee}(${renderValue(repository.url, quote)}${options})`;
  const namespace = first.getNamespaceImport();
  if (namespace !== undefined) return { call: render(`${namespace.getText()}.${name}`), edits: [] };
  const specifiers = imports.flatMap((declaration) => declaration.getNamedImports());
  const imported = specifiers.find((specifier) => specifier.getName() === name && !specifier.isTypeOnly());
  if (imported !== undefined) return { call: render((imported.getAliasNode() ?? imported.getNameNode()).getText()), edits: [] };
  const last = specifiers.findLast((specifier) => specifier.getName() < name) ?? specifiers[0];
  if (last === undefined) return { edits: [] };
  const isFirst = last.getName() > name;
  return {
    call: render(name),
    edits: [{ position: isFirst ? last.getStart() : last.getEnd(), text: isFirst ? `${name}, ` : `, ${name}` }],
  };
}
