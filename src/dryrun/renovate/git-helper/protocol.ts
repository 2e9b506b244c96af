/** One order to the git that Renovate's process calls `id`. */
export type GitRequest = GitOrder & { readonly id: number };

/** An input without a chunk is its end. */
export type GitOrder =
  | ({ readonly type: "spawn" } & GitStart)
  | { readonly type: "input"; readonly chunk?: Uint8Array }
  | { readonly type: "kill"; readonly signal: NodeJS.Signals | number };

export interface GitStart {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What happens to that git. */
export type GitReply = GitEvent & { readonly id: number };

/** An output without a chunk is its end. */
export type GitEvent =
  | { readonly type: "spawn"; readonly pid: number | undefined }
  | { readonly type: "stdout" | "stderr"; readonly chunk?: Uint8Array }
  | { readonly type: "error"; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }
  | ({ readonly type: "exit" } & GitEnd)
  | ({ readonly type: "close" } & GitEnd);

export interface GitEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** An error as an event, because its fields, such as `code`, do not travel with it. */
export function describeError(error: unknown): GitEvent {
  if (!(error instanceof Error)) return { type: "error", message: String(error), fields: {} };
  return { type: "error", message: error.message, fields: Object.fromEntries(Object.entries(error)) };
}

/** All events of a git whose process nobody can tell about. */
export function describeLoss(error: unknown): readonly GitEvent[] {
  return [describeError(error), { type: "stdout" }, { type: "stderr" }, { type: "close", code: -1, signal: null }];
}
