import { Node, type ObjectLiteralExpression, type SourceFile } from "ts-morph";
import { count } from "../core/count.ts";
import type { GeneratedFile } from "../core/generated-file.ts";
import {
  applyEdits,
  listReleaseFields,
  listRepositoryFields,
  refuseEdit,
  type Addition,
  type ConfigReader,
  type TextEdit,
} from "./addition.ts";
import { findCallee, findDefaultExport, findObject, openConfigModules, pathOf, type ConfigModules } from "./config-modules.ts";
import { findRepositoryCall } from "./repository-call.ts";
import { insertProperty, insideOf, renderEntry, renderKey, type Layout } from "./typescript-text.ts";

interface FileEdit extends TextEdit {
  readonly file: SourceFile;
}

/** Adds a release, and its repository if it is new, to a config in TypeScript or JavaScript. Returns the changed files as a whole. */
export function editTypeScriptConfig(source: string, addition: Addition, read: ConfigReader): GeneratedFile[] {
  const texts = new Map<string, string>();
  // One after the other, because both may be inserted behind the same property.
  for (const addTo of [addRepository, addRelease]) {
    const readEdited: ConfigReader = (path) => texts.get(path) ?? read(path);
    const edits = addTo(openScope(source, addition, readEdited), source);
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const path = pathOf(file);
      const own = edits.filter((edit) => edit.file === file);
      texts.set(path, (hasMark(readEdited(path)) ? mark : "") + applyEdits(file.getFullText(), own));
    }
  }
  return [...texts].map(([path, text]) => ({ path, text }));
}

function openScope(source: string, addition: Addition, read: ConfigReader): Scope {
  const modules = openConfigModules((path) => withoutMark(read(path)));
  const config = modules.open(source);
  if (config === undefined) throw new Error(`${source} was not found`);
  const fleet = findObject(findDefaultExport(config), modules);
  if (fleet === undefined) throw refuseEdit(`the default export of ${source} is not an object literal`, renderSnippet(addition));
  return { fleet, modules, addition };
}

interface Scope {
  readonly fleet: ObjectLiteralExpression;
  readonly modules: ConfigModules;
  readonly addition: Addition;
}

function addRelease(scope: Scope, source: string): FileEdit[] {
  const { release, file = source } = scope.addition;
  const render = (layout: Layout): string => renderEntry(release.name, listReleaseFields(release), layout);
  if (file !== source) return insertInto(findGroup(scope, file), render);
  const releases = findProperty(scope.fleet, "releases", scope);
  if (releases !== undefined) return insertInto(releases, render);
  return insertInto(scope.fleet, (layout) => renderMap("releases", layout, render));
}

/** The releases in the file of a group: the argument of its only call of defineReleases. */
function findGroup({ modules, addition }: Scope, path: string): ObjectLiteralExpression {
  const file = modules.open(path);
  const calls = file?.getDescendants().filter((node) => Node.isCallExpression(node) && findCallee(node) === "defineReleases") ?? [];
  const [call] = calls;
  const releases =
    call !== undefined && Node.isCallExpression(call) && calls.length === 1 ? findObject(call.getArguments()[1], modules) : undefined;
  if (releases !== undefined) return releases;
  const found = calls.length === 1 ? "its releases are not an object literal" : `it has ${count(calls.length, "call")} of defineReleases`;
  throw refuseEdit(`"${path}" is not the file of one group (${found})`, renderSnippet(addition));
}

function addRepository({ fleet, modules, addition }: Scope): FileEdit[] {
  const { repository } = addition;
  if (repository === undefined) return [];
  const present = findProperty(fleet, "repositories", { fleet, modules, addition });
  const target = present ?? findBase(fleet, modules) ?? fleet;
  const { call, edits } = findRepositoryCall(target, repository, present);
  const render = (layout: Layout): string =>
    call === undefined
      ? renderEntry(repository.name, listRepositoryFields(repository), layout)
      : `${renderKey(repository.name, layout)}: ${call}`;
  const added =
    present === undefined ? insertInto(target, (layout) => renderMap("repositories", layout, render)) : insertInto(present, render);
  return [...edits.map((edit) => ({ ...edit, file: target.getSourceFile() })), ...added];
}

/** The base that the fleet spreads. Group files use it too, so a repository belongs there. */
function findBase(fleet: ObjectLiteralExpression, modules: ConfigModules): ObjectLiteralExpression | undefined {
  const spread = fleet.getProperties().find(Node.isSpreadAssignment);
  return findObject(spread?.getExpression(), modules);
}

/** Finds the literal of a key, in the fleet or in its base. Throws if it is computed. */
function findProperty(object: ObjectLiteralExpression, key: string, scope: Scope): ObjectLiteralExpression | undefined {
  const { modules, addition } = scope;
  const refuse = (what: string, node: Node): Error =>
    refuseEdit(`${what} (${pathOf(node.getSourceFile())}:${node.getStartLineNumber()})`, renderSnippet(addition));
  for (const property of object.getProperties().toReversed()) {
    if (Node.isSpreadAssignment(property)) {
      const spread = findObject(property.getExpression(), modules);
      if (spread === undefined) throw refuse(`"${property.getText().split("\n", 1)[0]}" may hold \`${key}\``, property);
      const found = findProperty(spread, key, scope);
      if (found !== undefined) return found;
    } else if (Node.isComputedPropertyName(property.getNameNode())) {
      throw refuse(`"${property.getNameNode().getText()}" may be \`${key}\``, property);
    } else if (property.getName().replaceAll(/^["']|["']$/gu, "") === key) {
      const literal = findObject(valueOf(property), modules);
      if (literal === undefined) throw refuse(`\`${key}\` is not a literal`, property);
      return literal;
    }
  }
  return undefined;
}

function valueOf(property: Node): Node | undefined {
  if (Node.isPropertyAssignment(property)) return property.getInitializer();
  return Node.isShorthandPropertyAssignment(property) ? property.getNameNode() : undefined;
}

function insertInto(object: ObjectLiteralExpression, render: (layout: Layout) => string): FileEdit[] {
  return insertProperty(object, render).map((edit) => ({ ...edit, file: object.getSourceFile() }));
}

function renderMap(key: string, layout: Layout, render: (layout: Layout) => string): string {
  const { newline, indentation } = layout;
  const inside = insideOf(layout);
  return `${key}: {${newline}${inside.indentation}${render({ ...inside, isOneLine: false })},${newline}${indentation}}`;
}

function renderSnippet({ release, repository }: Addition): string {
  const layout: Layout = { newline: "\n", indentation: "", unit: "  ", quote: '"', isOneLine: true, quotesKeys: false, width: Infinity };
  const lines = [`releases: { ${renderEntry(release.name, listReleaseFields(release), layout)} }`];
  if (repository !== undefined)
    lines.unshift(`repositories: { ${renderEntry(repository.name, listRepositoryFields(repository), layout)} }`);
  return lines.join("\n");
}

/** The length of a byte order mark, because TypeScript drops it and positions would be off by one. */
const mark = "\uFEFF";

function hasMark(text: string | undefined): boolean {
  return text?.startsWith(mark) === true;
}

function withoutMark(text: string | undefined): string | undefined {
  return hasMark(text) ? text?.slice(mark.length) : text;
}
