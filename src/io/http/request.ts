import type { Dispatcher } from "undici";
import { UserError } from "../../core/user-error.ts";

/** What a registry answered, whatever the status. */
export interface RegistryAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: Buffer;
}

/** What goes with a request. */
export interface RegistryRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** How long a registry may be silent, in milliseconds. Default: 10 s. */
  readonly silence?: number;
}

/** Asks a registry, and throws what a user can act on when it cannot be reached. */
export type RegistryClient = (url: string, request?: RegistryRequest) => Promise<RegistryAnswer>;

const limit = 120_000;

/**
 * Sends a GET through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name, as Renovate and helm do. Node's own
 * fetch honours them from 22.21 on, and only when a variable says so.
 */
export async function requestRegistry(url: string, { headers = {}, silence = 10_000 }: RegistryRequest = {}): Promise<RegistryAnswer> {
  const { fetch } = await import("undici");
  const dispatcher = await openDispatcher(silence);
  try {
    const response = await fetch(url, { headers, dispatcher, signal: AbortSignal.timeout(limit) });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  } catch (cause) {
    throw new UserError(explainFailure(new URL(url).host, cause, silence), { cause });
  }
}

const dispatchers = new Map<number, Dispatcher>();

/** The proxy that the environment names, or none. `silence`: how long a host may be silent, in milliseconds. */
export async function openDispatcher(silence: number): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import("undici");
  const dispatcher =
    dispatchers.get(silence) ??
    new EnvHttpProxyAgent({
      headersTimeout: silence,
      bodyTimeout: silence,
      connect: { timeout: silence },
      keepAliveTimeout: 1000,
      // As curl and helm do: many proxies refuse tunnels to port 80.
      proxyTunnel: false,
    });
  dispatchers.set(silence, dispatcher);
  return dispatcher;
}

function explainFailure(host: string, error: unknown, silence: number): { message: string; hint: string } {
  const code = findCode(error);
  if (isTimeout(error, code)) {
    return { message: `"${host}" did not answer for ${silence / 1000} seconds`, hint: "try again; behind a proxy, set HTTPS_PROXY" };
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return { message: `the host "${host}" is not known`, hint: "check its name and the network; behind a proxy, set HTTPS_PROXY" };
  }
  if (/CERT|SELF_SIGNED|ISSUER/u.test(code)) {
    return {
      message: `the certificate of "${host}" is not trusted (${code})`,
      hint: "name your authority's certificate in NODE_EXTRA_CA_CERTS",
    };
  }
  const refusal = /^Proxy response \((\d+)\)/u.exec(lastMessage(error))?.[1];
  if (refusal !== undefined) {
    return {
      message: `the proxy does not let "${host}" through (${refusal})`,
      hint: "ask whoever keeps the proxy; hosts that need none are listed in NO_PROXY",
    };
  }
  return {
    message: `"${host}" cannot be reached: ${/^(?:|UND_.*)$/u.test(code) ? lastMessage(error) : code}`,
    hint: "check the address and the network; behind a proxy, set HTTPS_PROXY",
  };
}

function isTimeout(error: unknown, code: string): boolean {
  return code.endsWith("TIMEOUT") || code === "ETIMEDOUT" || (error instanceof Error && error.name === "TimeoutError");
}

function findCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  return findCode(error.cause);
}

function lastMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : lastMessage(error.cause);
}
