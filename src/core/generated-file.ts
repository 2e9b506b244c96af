/** One file that desalt writes: what a pure function says should be at a path. */
export interface GeneratedFile {
  /** Relative to the repository's root, with `/` as separator, never absolute, never with `..`. */
  readonly path: string;
  /** The whole content, ending in a newline. */
  readonly text: string;
}
