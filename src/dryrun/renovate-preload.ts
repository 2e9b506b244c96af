// Loaded into the Renovate process ahead of Renovate; nothing imports it.
import { rmSync } from "node:fs";
import { createRequire } from "node:module";

shiftClock(Number(process.env["DESALT_CLOCK_OFFSET"] ?? "0"));
followParent(process.env["DESALT_FOLDER"]);
thinOutTraces(process.argv[1] ?? "");

/** Moves `Date`, and with it schedules and release ages, by so many milliseconds. */
function shiftClock(offset: number): void {
  if (offset === 0) return;
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, values, newTarget) => Reflect.construct(target, values.length === 0 ? [target.now() + offset] : values, newTarget),
    apply: (target) => new target(target.now() + offset).toString(),
    get: (target, key, receiver) => (key === "now" ? () => target.now() + offset : Reflect.get(target, key, receiver)),
  });
}

/** Ends Renovate, and removes its folder, when desalt is gone without a chance to do so (`kill -9`): the pipe to it closes then. */
function followParent(folder: string | undefined): void {
  const { stdin, ppid: parent } = process;
  let isAbandoned = false;
  stdin.on("error", leave).on("end", leave).resume();
  // The pipe alone must not keep Renovate alive.
  if ("unref" in stdin) stdin.unref();
  process.on("exit", () => {
    if (folder === undefined || (!isAbandoned && process.ppid === parent)) return;
    endChildren();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });

  // A dying process closes its pipes before its children get another parent, so that the parent alone does not tell.
  function leave(): never {
    isAbandoned = true;
    process.exit(1);
  }
}

/** Ends the git processes of the group that this process leads, which would go on writing into the folder. */
function endChildren(): void {
  if (process.platform === "win32") return;
  process.on("SIGTERM", () => undefined);
  process.kill(-process.pid, "SIGTERM");
}

/**
 * Keeps, of everything that Renovate logs at trace level, the settings of each branch: labels, automerge and the like are in no
 * report. All traces together are forty megabytes per repository and would triple the time, hence not a filter on our side.
 */
function thinOutTraces(program: string): void {
  const bunyan: unknown = createRequire(program)("bunyan");
  if (typeof bunyan !== "function") return;
  const prototype: unknown = bunyan.prototype;
  if (typeof prototype !== "object" || prototype === null || !("trace" in prototype) || typeof prototype.trace !== "function") return;
  const { trace } = prototype;
  prototype.trace = function traceBranches(this: unknown, ...values: readonly unknown[]): unknown {
    // Bunyan asks a logger for its level by calling without arguments.
    return values.length === 0 || values[1] === "processBranch()" ? Reflect.apply(trace, this, values) : undefined;
  };
}
