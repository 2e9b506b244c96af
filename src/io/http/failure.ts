import type { Issue } from "../../core/user-error.ts";
import { maskSaid } from "../secrets/known-secrets.ts";

/** Explains why a host gave no answer. The issue names the host only: an address or a header may hold a secret. */
export function explainFailure(host: string, error: unknown, silence: number): Issue {
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
      hint: "ask the proxy's administrator, or add the host to NO_PROXY if it needs no proxy",
    };
  }
  return {
    message: `"${host}" cannot be reached: ${/^(?:|UND_.*)$/u.test(code) ? maskSaid(lastMessage(error)) : code}`,
    hint: "check the address and the network; behind a proxy, set HTTPS_PROXY",
  };
}

/** Whether the request cannot have arrived: no connection was made. */
export function isUnsent(error: unknown): boolean {
  return ["ECONNREFUSED", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"].includes(findCode(error));
}

/** Whether the next attempt may have an answer. An untrusted certificate or an unknown host stays so. */
export function isPassing(error: unknown): boolean {
  const code = findCode(error);
  return isUnsent(error) || isTimeout(error, code) || ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(code);
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
