import createSpinner from "yocto-spinner";

/** A sign on stderr that something runs: a spinner in a terminal, one line elsewhere. */
export interface Progress {
  readonly update: (text: string) => void;
  readonly stop: () => void;
}

/** Starts to show progress. */
export function startProgress(text: string): Progress {
  const { TERM, CI } = process.env;
  if (!process.stderr.isTTY || TERM === "dumb" || CI !== undefined) {
    process.stderr.write(`${text}…\n`);
    return { update: () => {}, stop: () => {} };
  }
  const spinner = createSpinner({ text, stream: process.stderr }).start();
  return {
    update: (next) => {
      spinner.text = next;
    },
    stop: () => void spinner.stop(),
  };
}
