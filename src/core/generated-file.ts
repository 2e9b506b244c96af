/** One file that desalt writes: its path, and the text from a pure function. */
export interface GeneratedFile {
  /** Relative to the repository's root, with `/` as separator, never absolute, never with `..`. */
  readonly path: string;
  /** The whole content, ending in a newline. */
  readonly text: string;
}
