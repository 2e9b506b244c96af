import { measureInTurns, medianOf, ratioOf, timeProcess } from "./measure.ts";
import { cli } from "./repository.ts";
import type { Benchmark } from "./result.ts";

/** What desalt adds to the start of Node. */
export async function measureStart(): Promise<Benchmark> {
  const start = (args: readonly string[]) => ({ run: () => timeProcess(process.execPath, args) });
  const times = await measureInTurns({ node: start(["-e", "0"]), version: start([cli, "--version"]), help: start([cli, "--help"]) }, 60);
  return {
    about: "whole processes, against `node -e 0`.",
    results: [
      {
        name: "desalt --version / node",
        ratio: ratioOf(times, "version", "node"),
        goal: { atMost: 1.6 },
        milliseconds: medianOf(times, "version"),
      },
      { name: "desalt --help / node", ratio: ratioOf(times, "help", "node"), milliseconds: medianOf(times, "help") },
    ],
  };
}
