import type { NotUnderstood } from "../reading/not-understood.ts";

/** Thrown where a file is not understood, and caught where the reading began. */
export class Unclear extends Error {
  readonly at: NotUnderstood;

  constructor(at: NotUnderstood) {
    super(at.reason);
    this.at = at;
  }
}

/** Names the file in what is not understood inside of it. */
export async function inFile<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    throw new Unclear({ line: 1, reason: `in ${path}, line ${error.at.line}, ${error.at.reason}` });
  }
}

export async function shifted<T>(lines: number, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    throw new Unclear({ ...error.at, line: error.at.line + lines });
  }
}
