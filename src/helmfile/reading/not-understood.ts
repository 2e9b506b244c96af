/** A place of a text that desalt cannot read exactly as helmfile does, and why. */
export interface NotUnderstood {
  /** The first line is 1. */
  readonly line: number;
  /** A clause without the file's name, such as `an alias is used as a key`. */
  readonly reason: string;
  /** The file, if it may be another one than the helmfile that was asked for. */
  readonly path?: string;
}
