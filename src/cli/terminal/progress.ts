import createSpinner from "yocto-spinner";
import { count } from "../../core/count.ts";

/** A sign on stderr that something runs: a spinner in a terminal, one line elsewhere. */
export interface Progress {
  readonly update: (text: string) => void;
  /** Shows for which host the work waits: all the time in a terminal, and once for each host elsewhere. */
  readonly waitFor: (host: string, seconds: number) => void;
  readonly stop: () => void;
}

/** Starts to show progress. */
export function startProgress(text: string): Progress {
  const { TERM, CI } = process.env;
  if (!process.stderr.isTTY || TERM === "dumb" || CI !== undefined) {
    process.stderr.write(`${text}…\n`);
    const told = new Set<string>();
    return {
      update: () => {},
      waitFor: (host, seconds) => {
        if (seconds < 10 || told.has(host)) return;
        told.add(host);
        process.stderr.write(`waiting for ${host}…\n`);
      },
      stop: () => {},
    };
  }
  const spinner = createSpinner({ text, stream: process.stderr }).start();
  return {
    update: (next) => {
      spinner.text = next;
    },
    waitFor: (host, seconds) => {
      spinner.text = `waiting for ${host}, ${count(seconds, "second")}`;
    },
    stop: () => void spinner.stop(),
  };
}
