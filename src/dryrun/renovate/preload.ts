// Loaded into the Renovate process ahead of Renovate; nothing imports it.
import { subscribe } from "node:diagnostics_channel";
import { rmSync } from "node:fs";
import { IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { spawnGitElsewhere } from "./git-helper/client.ts";

shiftClock(Number(process.env["DESALT_CLOCK_OFFSET"] ?? "0"));
followParent(process.env["DESALT_FOLDER"]);
thinOutTraces(process.argv[1] ?? "");
if (process.env["DESALT_TELLS_REQUESTS"] === "1") tellRequests();
// The others do not copy a process to spawn another one.
if (process.platform === "linux") spawnGitElsewhere();

/** Moves `Date`, and with it schedules and release ages, by so many milliseconds, and by others when desalt says so. */
function shiftClock(atFirst: number): void {
  let offset = atFirst;
  if (process.channel !== undefined) {
    process.on("message", (message) => {
      if (!isFields(message)) return;
      offset = Number(message["clockOffset"]);
      process.send?.({ clockOffset: offset });
    });
    process.channel.unref();
  } else if (offset === 0) return;
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

/** Tells what Renovate waits for. Its own log names a request only when it has ended. */
function tellRequests(): void {
  const numbers = new WeakMap<object, number>();
  let count = 0;
  const tell = (msg: string, fields: Fields = {}): void => void process.stdout.write(`${JSON.stringify({ level: 10, msg, ...fields })}\n`);
  subscribe("http.client.request.start", (message) => {
    const request = isFields(message) ? message["request"] : undefined;
    if (!isFields(request)) return;
    count += 1;
    numbers.set(request, count);
    const path = String(request["path"]).split("?", 1)[0];
    tell("desalt: request", { id: count, url: `${String(request["protocol"])}//${readHost(request)}${path}` });
  });
  subscribe("http.client.response.finish", (message) => {
    const { request, response } = isFields(message) ? message : {};
    if (!isFields(request) || !(response instanceof IncomingMessage)) return;
    const id = numbers.get(request);
    tell("desalt: answer", { id, status: response.statusCode });
    const { socket } = response;
    const before = socket.bytesRead;
    const end = (): void => tell("desalt: end", { id, bytes: socket.bytesRead - before });
    response.once("end", end).once("close", end);
  });
  subscribe("http.client.request.error", (message) => {
    const request = isFields(message) ? message["request"] : undefined;
    if (isFields(request)) tell("desalt: end", { id: numbers.get(request) });
  });
  setInterval(() => tell("desalt: alive"), 500).unref();
}

function readHost(request: Fields): string {
  const { getHeader } = request;
  const header: unknown = typeof getHeader === "function" ? Reflect.apply(getHeader, request, ["host"]) : undefined;
  return typeof header === "string" ? header : String(request["host"]);
}

type Trace = (...values: readonly unknown[]) => unknown;
type Fields = Readonly<Record<PropertyKey, unknown>>;

/**
 * Keeps, of everything that Renovate logs at trace level, what is in no report: the settings of each branch, the package rules that
 * applied, and the arguments that presets use. All traces together are forty megabytes per repository and would triple the time,
 * hence not a filter on our side.
 */
function thinOutTraces(program: string): void {
  const bunyan: unknown = createRequire(program)("bunyan");
  if (typeof bunyan !== "function") return;
  const prototype: unknown = bunyan.prototype;
  if (typeof prototype !== "object" || prototype === null || !("trace" in prototype) || typeof prototype.trace !== "function") return;
  const { trace } = prototype;
  const told = new Set<string>();
  prototype.trace = function traceThinned(this: unknown, ...values: readonly unknown[]): unknown {
    const write: Trace = (...written) => Reflect.apply(trace, this, written);
    const [fields, message] = values;
    // Bunyan asks a logger for its level by calling without arguments.
    if (values.length === 0 || message === "processBranch()") return write(...values);
    if (typeof message !== "string" || !isFields(fields)) return undefined;
    const found = message === "mergeChildConfig" ? describeAppliedRule(fields) : describePreset(fields, message);
    if (message.startsWith("Checking against ")) markRules(fields["packageRules"]);
    if (found === undefined) return undefined;
    const key = JSON.stringify([fields["repository"], found]);
    if (told.has(key)) return undefined;
    told.add(key);
    return write({ repository: fields["repository"], ...found }, `desalt: ${Object.keys(found).join()}`);
  };
}

const origin = Symbol("desalt: the rule that settings come from");

/**
 * Renovate applies a rule by spreading it, which copies the mark along, and merging the copy, which it traces together with the
 * dependency: so it tells itself which rules matched. Its clones of a config lose the mark.
 */
function markRules(rules: unknown): void {
  if (!Array.isArray(rules)) return;
  for (const [index, rule] of rules.entries()) {
    if (isFields(rule) && Object.isExtensible(rule)) Reflect.set(rule, origin, { index, rule });
  }
}

function describeAppliedRule({ parent, child }: Fields): Fields | undefined {
  if (!isFields(parent) || !isFields(child)) return undefined;
  const marked = child[origin];
  if (!isFields(marked) || marked["rule"] === child) return undefined;
  const { packageFile: file, depName, updateType, newVersion, newValue } = parent;
  return { appliedRule: { ...marked, file, depName, updateType, version: newVersion ?? newValue } };
}

function describePreset({ presetConfig }: Fields, message: string): Fields | undefined {
  const preset = /^Found preset (.+)$/su.exec(message)?.[1];
  if (preset === undefined) return undefined;
  const used = [...JSON.stringify(presetConfig).matchAll(/\{\{(arg\d+|args)\}\}/gu)].map(([, name]) => name);
  return { preset: { reference: preset, used: [...new Set(used)] } };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
