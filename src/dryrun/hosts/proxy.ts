import { getRequestListener } from "@hono/node-server";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, type SecureContext } from "node:tls";
import { callbackify } from "node:util";
import type { Certificates } from "./certificates.ts";
import type { FixtureHosts } from "./fixture-hosts.ts";
import { listenOnLoopback } from "./loopback-server.ts";

export interface ProxyOptions {
  readonly hosts: FixtureHosts;
  readonly certificates: Certificates;
  /** Let hosts without a fixture through to the real network. Default: refuse them, and note their names. */
  readonly network?: boolean;
  /**
   * Refuse with a 404 answer instead of a failed connection. Renovate takes a failed connection for an outage, and with some registries gives
   * up the whole repository then.
   */
  readonly answersStrangers?: boolean;
}

export interface FixtureProxy {
  readonly url: string;
  /** Names of the requested hosts that have no fixture. */
  readonly refusedHosts: ReadonlySet<string>;
  /** The requests to hosts without a fixture. */
  readonly refusedUrls: ReadonlySet<string>;
  readonly close: () => Promise<void>;
}

/** Starts the HTTP proxy on loopback under which fixture hosts keep their real names, `https` included. */
export async function startProxy({ hosts, certificates, network = false, answersStrangers = false }: ProxyOptions): Promise<FixtureProxy> {
  const refusedHosts = new Set<string>();
  const refusedUrls = new Set<string>();
  const answer = (request: Request) => {
    const url = new URL(request.url);
    const host = hosts.get(hostOf(url));
    if (host !== undefined) return host.fetch(request);
    refusedHosts.add(url.hostname);
    refusedUrls.add(url.href);
    return new Response(`no fixture for host ${url.hostname}\n`, { status: 404 });
  };
  const listener = getRequestListener(answer, { overrideGlobalObjects: false });
  const known = new Set([...hosts.keys()].map((host) => host.replace(/:\d+$/u, "")));
  const tlsServer = createTlsServer(
    { cert: certificates.certificate, key: certificates.key, SNICallback: createContexts(known, certificates) },
    listener,
  );
  const tls = await listenOnLoopback(tlsServer);

  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? "");
    if (url === null) return refuse(response, "this is a proxy: ask for an absolute address");
    if (network && !hosts.has(hostOf(url))) return forward(request, response, url);
    void listener(request, response);
  });
  server.on("connect", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const target = URL.parse(`tcp://${request.url ?? ""}`);
    if (target === null) {
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
      return;
    }
    const port = Number(target.port || "443");
    const isFixture = hosts.has(`${target.hostname}:${port}`);
    if (isFixture || (answersStrangers && !network)) {
      tunnel({ host: "127.0.0.1", port: tls.port, socket, head });
    } else if (network) {
      tunnel({ host: target.hostname, port, socket, head });
    } else {
      refusedHosts.add(target.hostname);
      socket.end(`HTTP/1.1 403 No Fixture For ${target.hostname}\r\nconnection: close\r\n\r\n`);
    }
  });
  const proxy = await listenOnLoopback(server);

  return {
    url: `http://127.0.0.1:${proxy.port}`,
    refusedHosts,
    refusedUrls,
    async close() {
      await Promise.all([proxy.close(), tls.close()]);
    },
  };
}

/** Certificates for hosts without a fixture, made when they are asked for. */
function createContexts(known: ReadonlySet<string>, certificates: Certificates) {
  const contexts = new Map<string, Promise<SecureContext>>();
  const createContext = async (hostname: string) => {
    const { certificate, key } = await certificates.certify(hostname);
    return createSecureContext({ cert: certificate, key });
  };
  const findContext = (hostname: string): Promise<SecureContext | undefined> => {
    // The server's own certificate is for the hosts with fixtures.
    if (known.has(hostname)) return Promise.resolve(undefined);
    const context = contexts.get(hostname) ?? createContext(hostname);
    contexts.set(hostname, context);
    return context;
  };
  return callbackify(findContext);
}

function hostOf(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === "http:" ? "80" : "443")}`;
}

function refuse(response: ServerResponse, message: string): void {
  response.writeHead(403, { "content-type": "text/plain", connection: "close" }).end(`${message}\n`);
}

interface Tunnel {
  readonly host: string;
  readonly port: number;
  readonly socket: Duplex;
  readonly head: Buffer;
}

function tunnel({ host, port, socket, head }: Tunnel): void {
  const upstream = connect(port, host, () => {
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  // Either end may close at any time. The other end must then close too.
  upstream.on("error", () => socket.destroy());
  socket.on("error", () => upstream.destroy());
  socket.on("close", () => upstream.destroy());
}

function forward(request: IncomingMessage, response: ServerResponse, url: URL): void {
  const upstream = httpRequest(url, { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on("error", (error) => response.writeHead(502).end(`${url.host}: ${error.message}\n`));
  request.pipe(upstream);
}
