/** One document of a YAML stream. */
export interface ManifestDocument {
  readonly text: string;
  /** The template that helm names in its comment: `portal/templates/service.yaml`. */
  readonly source?: string;
  /** Where it starts in the stream, counted from 1. */
  readonly line: number;
}

const separator = /^---(?=[ \t\r\n]|$)[ \t]*/gmu;
const sourceComment = /^# Source: (.+?)\s*$/mu;
const nothingButComments = /^(?:[ \t]*(?:#.*)?(?:\r?\n|$))*$/u;

/** Splits a stream at its separators, which is all that YAML lets `---` at the start of a line be. Empty documents are left out. */
export function splitDocuments(stream: string): ManifestDocument[] {
  const documents: ManifestDocument[] = [];
  let start = 0;
  const add = (end: number): void => {
    const text = stream.slice(start, end);
    if (!nothingButComments.test(text)) {
      const source = sourceComment.exec(text.slice(0, 500))?.[1];
      const from = start;
      documents.push({
        text,
        ...(source === undefined ? {} : { source }),
        // Only errors ask for it.
        get line() {
          return countLines(stream.slice(0, from)) + 1;
        },
      });
    }
  };
  for (const found of stream.matchAll(separator)) {
    add(found.index);
    start = found.index + found[0].length;
  }
  add(stream.length);
  return documents;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
