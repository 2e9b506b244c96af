import { hasCode } from "../../core/user-error.ts";
import { showSteering } from "../../core/visible-text.ts";
import { maskOutput } from "../../io/secrets/known-secrets.ts";

/** The part of a stream that is guarded. */
type Output = Pick<NodeJS.WriteStream, "write">;

const sequence = "\u001B[";

/** The end of a move of the cursor, which a spinner writes on its own. No text from outside is ever written on its own. */
const cursorMove = /^\??[\d;]*[A-Za-z]$/u;

/** The ends of the colours of desalt and of its spinner. Others could hide a text. */
const color = /^(?:[0-2]|2[2-4]|3[0-79]|90)m/u;

/** Lines that GitHub's runner takes for commands, wherever they come from. */
const runnerCommand = /^(\s*):(?=:)/gmu;

/** Masks secrets and shows control characters in everything that is written to a stream from now on, by whatever part of desalt. */
export function guardOutput(stream: Output): void {
  const write = stream.write.bind(stream);
  const guarded = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    const text = clean(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const callback = rest.find((argument): argument is () => void => typeof argument === "function");
    return callback === undefined ? write(text) : write(text, callback);
  };
  stream.write = guarded;
}

/**
 * Keeps a reader that has left, such as `head`, from ending desalt with a stack and the exit code of a finding. Returns a function that
 * waits until all is written, and tells whether something else kept it from being written.
 */
export function watchOutput(stream: Pick<NodeJS.WriteStream, "on" | "write">): () => Promise<Error | undefined> {
  let failure: Error | undefined;
  stream.on("error", (error) => {
    if (!hasCode(error, "EPIPE")) failure ??= error;
  });
  return async () => {
    await new Promise<void>((resolve) => void stream.write("", () => resolve()));
    return failure;
  };
}

function clean(text: string): string {
  if (text.startsWith(sequence) && cursorMove.test(text.slice(sequence.length))) return text;
  const [first = "", ...rest] = maskOutput(text).split(sequence);
  const shown = rest.map((part) => (color.test(part) ? sequence : showSteering(sequence)) + showSteering(part));
  return [showSteering(first), ...shown].join("").replaceAll(runnerCommand, "$1: ");
}
