import { onExit } from "signal-exit";

const endings = new Set<() => void>();
let isWatching = false;

/** Calls a function when desalt ends, also by a signal. Returns a function that calls it off. */
export function endWithDesalt(end: () => void): () => void {
  if (!isWatching) {
    onExit(() => {
      for (const one of endings) one();
    });
  }
  isWatching = true;
  endings.add(end);
  return () => void endings.delete(end);
}
