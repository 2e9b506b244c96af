import { Hono } from "hono";
import { getRequestListener } from "@hono/node-server";
import { createServer } from "node:http";
import { once } from "node:events";

/** AWS's API on loopback: exchanges one access key for ECR's password of twelve hours. */
export async function startEcr(accessKey: string, password: string) {
  const api = new Hono();
  api.post("/", (context) => {
    const isKnown = context.req.header("authorization")?.includes(`Credential=${accessKey}/`) === true;
    if (!isKnown) return context.json({ __type: "UnrecognizedClientException" }, 400);
    const authorizationToken = Buffer.from(`AWS:${password}`).toString("base64");
    return context.json({ authorizationData: [{ authorizationToken }] });
  });
  const server = createServer(getRequestListener(api.fetch, { overrideGlobalObjects: false })).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}
