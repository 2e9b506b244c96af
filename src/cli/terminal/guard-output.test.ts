import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it, vi } from "vitest";
import { rememberSecrets } from "../../io/secrets/known-secrets.ts";
import { guardOutput } from "./guard-output.ts";

it("lets no secret through, whoever writes, and keeps names", async () => {
  vi.stubEnv("APP_DSN", "planted-dsn");
  vi.stubEnv("DB_PASS", "prd");
  rememberSecrets(['planted "json"']);
  const stream = new PassThrough();
  guardOutput(stream);
  stream.write(`${JSON.stringify({ environment: "prd", a: 'x planted "json"', dsn: "planted-dsn" })}\n`);
  await new Promise<void>((done) => stream.write(Buffer.from("https://me:other@example.com/a\n"), () => done()));
  stream.end();
  expect(await text(stream)).toBe('{"environment":"prd","a":"x ***","dsn":"***"}\nhttps://me:***@example.com/a\n');
  vi.unstubAllEnvs();
});
