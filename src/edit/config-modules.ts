import {
  Node,
  Project,
  VariableDeclarationKind,
  type Expression,
  type ImportDeclaration,
  type ObjectLiteralExpression,
  type SourceFile,
} from "ts-morph";
import type { ConfigReader } from "./addition.ts";

/** The modules of a config, parsed as they are needed. */
export interface ConfigModules {
  readonly open: (path: string) => SourceFile | undefined;
}

/** Reads modules through a reader. Does not load TypeScript's own library, because nothing is type-checked. */
export function openConfigModules(read: ConfigReader): ConfigModules {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    compilerOptions: { allowJs: true },
  });
  return {
    open: (path) => {
      const known = project.getSourceFile(`/${path}`);
      const text = known === undefined ? read(path) : undefined;
      return text === undefined ? known : project.createSourceFile(`/${path}`, text);
    },
  };
}

/** The path of a module, for the reader. */
export function pathOf(file: SourceFile): string {
  return file.getFilePath().slice(1);
}

/** The name in desalt of the function that an expression calls, such as `defineFleet`, even if it is imported under another name. */
export function findCallee(expression: Node): string | undefined {
  if (!Node.isCallExpression(expression)) return undefined;
  const callee = expression.getExpression();
  if (Node.isPropertyAccessExpression(callee)) return callee.getName();
  if (!Node.isIdentifier(callee)) return undefined;
  for (const declaration of listDesaltImports(expression.getSourceFile())) {
    const found = declaration
      .getNamedImports()
      .find((specifier) => (specifier.getAliasNode() ?? specifier.getNameNode()).getText() === callee.getText());
    if (found !== undefined) return found.getName();
  }
  return undefined;
}

/** The imports of "desalt" that exist at run time. */
export function listDesaltImports(file: SourceFile): ImportDeclaration[] {
  return file
    .getImportDeclarations()
    .filter((declaration) => declaration.getModuleSpecifierValue() === "desalt" && !declaration.isTypeOnly());
}

/** Finds the object literal of an expression, through parentheses, constants, imports and desalt's define functions. */
export function findObject(expression: Node | undefined, modules: ConfigModules): ObjectLiteralExpression | undefined {
  if (expression === undefined || Node.isObjectLiteralExpression(expression)) return expression;
  if (Node.isParenthesizedExpression(expression) || Node.isAsExpression(expression) || Node.isSatisfiesExpression(expression)) {
    return findObject(expression.getExpression(), modules);
  }
  if (Node.isIdentifier(expression)) return findObject(findDeclared(expression.getSourceFile(), expression.getText(), modules), modules);
  const callee = findCallee(expression);
  if (!Node.isCallExpression(expression) || (callee !== "defineFleet" && callee !== "defineBase")) return undefined;
  return findObject(expression.getArguments()[0], modules);
}

/** The expression of `export default`. */
export function findDefaultExport(file: SourceFile): Expression | undefined {
  return file.getExportAssignment((assignment) => !assignment.isExportEquals())?.getExpression();
}

function findDeclared(file: SourceFile, name: string, modules: ConfigModules): Expression | undefined {
  const variable = file
    .getVariableStatements()
    .flatMap((statement) => (statement.getDeclarationKind() === VariableDeclarationKind.Const ? statement.getDeclarations() : []));
  const found = variable.find((declaration) => declaration.getName() === name);
  if (found !== undefined) return found.getInitializer();
  for (const declaration of file.getImportDeclarations()) {
    const specifier = declaration
      .getNamedImports()
      .find((candidate) => (candidate.getAliasNode() ?? candidate.getNameNode()).getText() === name);
    const isDefault = declaration.getDefaultImport()?.getText() === name;
    if (specifier === undefined && !isDefault) continue;
    const imported = openImported(file, declaration.getModuleSpecifierValue(), modules);
    if (imported === undefined) return undefined;
    return isDefault || specifier === undefined ? findDefaultExport(imported) : findDeclared(imported, specifier.getName(), modules);
  }
  return undefined;
}

function openImported(file: SourceFile, specifier: string, modules: ConfigModules): SourceFile | undefined {
  if (!specifier.startsWith("./") && !specifier.startsWith("../")) return undefined;
  const path = new URL(specifier, `file:///${pathOf(file)}`).pathname.slice(1);
  for (const candidate of [path, `${path}.ts`, path.replace(/\.js$/u, ".ts")]) {
    const opened = /\.[cm]?[jt]s$/u.test(candidate) ? modules.open(candidate) : undefined;
    if (opened !== undefined) return opened;
  }
  return undefined;
}
