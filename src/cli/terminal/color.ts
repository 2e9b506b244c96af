import type { WriteStream } from "node:tty";

/**
 * Whether to write colours to a stream. A non-empty `FORCE_COLOR` decides first, as it does in Node, then a non-empty `NO_COLOR`
 * (https://no-color.org), then the terminal.
 */
export function useColor(stream: Pick<WriteStream, "hasColors" | "isTTY">): boolean {
  const { FORCE_COLOR: forced = "", NO_COLOR: refused = "" } = process.env;
  if (forced !== "") return forced !== "0" && forced !== "false";
  return refused === "" && stream.isTTY && stream.hasColors();
}
