import { Node, SyntaxKind, type ObjectLiteralExpression, type SourceFile } from "ts-morph";
import type { FieldValue, TextEdit } from "./addition.ts";

/** The layout of the code around an insertion. */
export interface Layout {
  readonly newline: string;
  /** The indentation of the new property's first line. */
  readonly indentation: string;
  /** One more level. */
  readonly unit: string;
  readonly quote: string;
  /** Whether a nested map is on one line. */
  readonly isOneLine: boolean;
  readonly quotesKeys: boolean;
  /** The largest length of a line: that of the longest line in the file. */
  readonly width: number;
}

/** Inserts a property behind the last one of an object literal, on its own line unless they share one. */
export function insertProperty(object: ObjectLiteralExpression, render: (layout: Layout) => string): TextEdit[] {
  const text = object.getSourceFile().getFullText();
  const layout = readLayout(object);
  const last = object.getProperties().at(-1);
  const { newline, indentation } = layout;
  if (last === undefined) {
    const outer = indentationAt(text, object.getStart());
    const inside = text.slice(object.getStart() + 1, object.getEnd() - 1).trimEnd();
    return [
      {
        position: object.getStart() + 1,
        length: object.getEnd() - object.getStart() - 2,
        text: `${inside}${newline}${indentation}${render(layout)},${newline}${outer}`,
      },
    ];
  }
  const comma = last.getNextSiblingIfKind(SyntaxKind.CommaToken);
  const end = comma?.getEnd() ?? last.getEnd();
  const before = comma === undefined ? [{ position: end, text: "," }] : [];
  if (!hasOwnLines(text, object, last))
    return [...before, { position: end, text: ` ${render({ ...layout, isOneLine: true })}${comma === undefined ? "" : ","}` }];
  return [
    ...before,
    { position: endOfComment(text, end), text: `${newline}${indentation}${render(layout)}${comma === undefined ? "" : ","}` },
  ];
}

/** Renders `{ key: value }` on one line or on many. */
function renderLiteral(fields: readonly (readonly [key: string, value: FieldValue])[], layout: Layout): string {
  const rendered = fields.map(([key, value]) => `${key}: ${renderValue(value, layout.quote)}`);
  if (layout.isOneLine) return `{ ${rendered.join(", ")} }`;
  const { newline, indentation, unit } = layout;
  return `{${newline}${rendered.map((field) => `${indentation}${unit}${field},${newline}`).join("")}${indentation}}`;
}

/** Renders `name: { … }`, on one line if its neighbours are and the line does not get longer than others. */
export function renderEntry(name: string, fields: readonly (readonly [key: string, value: FieldValue])[], layout: Layout): string {
  const key = renderKey(name, layout);
  const line = `${key}: ${renderLiteral(fields, { ...layout, isOneLine: true })}`;
  if (layout.isOneLine && layout.indentation.length + line.length < layout.width) return line;
  return `${key}: ${renderLiteral(fields, { ...layout, isOneLine: false })}`;
}

/** Renders a key, quoted if it must be, or if the neighbours are. */
export function renderKey(name: string, { quote, quotesKeys }: Layout): string {
  return !quotesKeys && /^[A-Za-z_$][\w$]*$/u.test(name) ? name : quote + name + quote;
}

/** Renders a value in the quotes of the file. */
export function renderValue(value: FieldValue, quote: string): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string") return `[${value.map((item) => renderValue(item, quote)).join(", ")}]`;
  return quote === '"' ? JSON.stringify(value) : `'${value.replaceAll(/['\\]/gu, String.raw`\$&`)}'`;
}

/** The layout one level further inside. */
export function insideOf(layout: Layout): Layout {
  return { ...layout, indentation: layout.indentation + layout.unit };
}

/** The quotes that most strings of a file have. */
export function findQuote(file: SourceFile): string {
  const literals = file.getDescendantsOfKind(SyntaxKind.StringLiteral);
  const single = literals.filter((literal) => literal.getText().startsWith("'")).length;
  return single * 2 > literals.length ? "'" : '"';
}

function readLayout(object: ObjectLiteralExpression): Layout {
  const file = object.getSourceFile();
  const text = file.getFullText();
  const outer = indentationAt(text, object.getStart());
  const properties = object.getProperties();
  const last = properties.at(-1);
  const isOwnLine = last !== undefined && hasOwnLines(text, object, last);
  const inner = isOwnLine ? indentationAt(text, last.getStart()) : "";
  const unit = inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : findUnit(text);
  const names = properties.flatMap((property) => (Node.isPropertyAssignment(property) ? [property.getNameNode()] : []));
  const literals = properties
    .flatMap((property) => (Node.isPropertyAssignment(property) ? [property.getInitializer()] : []))
    .filter(Node.isObjectLiteralExpression);
  return {
    newline: text.includes("\r\n") ? "\r\n" : "\n",
    indentation: isOwnLine ? inner : outer + unit,
    unit,
    quote: findQuote(file),
    isOneLine: literals.some((literal) => !literal.getText().includes("\n")),
    quotesKeys: names.some((name) => Node.isStringLiteral(name) && /^[A-Za-z_$][\w$]*$/u.test(name.getLiteralValue())),
    width: Math.max(100, ...text.split("\n").map((line) => line.length)),
  };
}

/** Whether the properties of an object have lines of their own. */
function hasOwnLines(text: string, object: ObjectLiteralExpression, last: Node): boolean {
  return text.slice(object.getStart(), last.getStart()).includes("\n");
}

function indentationAt(text: string, position: number): string {
  const line = text.slice(text.lastIndexOf("\n", position - 1) + 1);
  return /^[ \t]*/u.exec(line)?.[0] ?? "";
}

function findUnit(text: string): string {
  return /^(?<unit>\t| +)\S/mu.exec(text)?.groups?.["unit"] ?? "  ";
}

/** The position behind the comment on the same line. */
function endOfComment(text: string, position: number): number {
  const comment = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)/u.exec(text.slice(position, position + 1000));
  return position + (comment?.[0].length ?? 0);
}
