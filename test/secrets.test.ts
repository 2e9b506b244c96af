import { createServer } from "node:http";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listenOnLoopback } from "../src/dryrun/hosts/loopback-server.ts";
import { createPromotedFleet, daysAgo } from "./promoted-fleet.ts";
import { createFolder, runDesalt } from "./run-desalt.ts";
import { createScriptedRepository, helmfile } from "./scripted-repository.ts";

const planted = { address: "addr/pl4nted", token: "token-pl4nted", script: "scr1pt<pl4nted>", declared: "declared pl4nted" };

/** None of the values is in a text, in none of their forms. */
function expectNone(texts: readonly string[]): void {
  const parts = Object.values(planted).flatMap((value) =>
    [0, 1, 2].map((offset) =>
      Buffer.from(`${" ".repeat(offset)}${value}`)
        .toString("base64")
        .slice(4, -4),
    ),
  );
  for (const text of texts) for (const form of ["pl4nted", ...parts]) expect(text).not.toContain(form);
}

/** Addresses with a password, as helm takes them. */
function withUser(text: string): string {
  return text.replaceAll("https://", `https://acme:${encodeURIComponent(planted.address)}@`);
}

test("passwords in the addresses of helmfiles get into no output and not into the gates", async () => {
  await using repository = await createScriptedRepository({
    "desalt.yaml":
      "environments:\n  dev: { helmfile: dev/helmfile.yaml }\n  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }\n",
  });
  await repository.commit(daysAgo(20), {
    "dev/helmfile.yaml": withUser(helmfile({ portal: "1.1.0" })),
    "prd/helmfile.yaml": withUser(helmfile({ portal: "1.0.0" })),
  });
  const moved = withUser(helmfile({ portal: "1.1.0" })).replace("charts.example.com", "other.example.com");
  await repository.git("switch", "--quiet", "--create", "change");
  await repository.commit(daysAgo(0), { "prd/helmfile.yaml": moved });
  await repository.git("switch", "--quiet", "main");
  const runs = [];
  for (const args of [
    ["promote", "--dry-run"],
    ["promote"],
    ["promote", "--json"],
    ["promote", "--explain", "portal"],
    ["log", "prd"],
    ["gate", "--base", "main", "--head", "change"],
    ["gate", "--base", "main", "--head", "change", "--json"],
  ])
    runs.push(await runDesalt(repository.path, args));
  expect(runs.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 1, 1]);
  expect(runs[5]?.stdout).toContain("https://other.example.com");
  const branch = await repository.git("show", "desalt-gates:desalt/gates.json", "desalt-gates:desalt/evidence.json");
  expect(branch).toContain("https://[^/@]*@charts");
  expectNone([...runs.flatMap(({ stdout, stderr }) => [stdout, stderr]), branch]);
});

test("what a script says in any form gets into no output and not into the evidence", async () => {
  await using fleet = await createPromotedFleet();
  const script = [
    "#!/bin/sh",
    `echo "plain $API_TOKEN json $(printf '%s' "$API_TOKEN" | sed 's/</\\\\u003c/; s/>/\\\\u003e/') and $ACME_LICENCE"`,
    `echo "base64 $(printf 'user:%s' "$API_TOKEN" | base64)"`,
    `echo 'curl: (22) https://acme:unknown-pl4nted@api.example.com/ said 403' >&2`,
    `echo 'map[db:map[password:unknown-pl4nted]]'`,
    `echo 'Authorization: Basic dW5rbm93bi1wbDRudGVk'`,
    "exit 1",
    "",
  ].join("\n");
  await fleet.people.write({ "healthy.sh": script });
  await chmod(join(fleet.people.path, "healthy.sh"), 0o755);
  const config = await fleet.people.git("show", "HEAD:desalt.yaml");
  await fleet.people.commit(daysAgo(0), {
    "desalt.yaml": `${config.replace("soak: 7 days", "soak: 7 days, verify: ./healthy.sh")}\nsecretVariables: [ACME_LICENCE]\n`,
  });
  await fleet.people.git("push", "--quiet", "origin", "main");
  const env = { API_TOKEN: planted.script, ACME_LICENCE: planted.declared };
  const run = await runDesalt(fleet.people.path, ["promote"], { env });
  expect(run.stderr).toContain("verification of portal 1.1.0 for prd failed: ./healthy.sh");
  const evidence = await fleet.people.git("show", "origin/desalt-gates:desalt/evidence.json");
  expect(evidence).toContain("plain ***");
  expect(run.stdout + run.stderr + evidence).not.toContain("dW5rbm93bi1wbDRudGVk");
  expectNone([run.stdout, run.stderr, evidence]);
});

test("the address of a remote gets into no message", async () => {
  await using fleet = await createPromotedFleet();
  await fleet.people.git("remote", "set-url", "origin", `http://x-access-token:${planted.token}@127.0.0.1:1/acme/infra.git`);
  const runs = [];
  const env = { MANIFESTS_TOKEN: `manifests-${planted.token}` };
  await fleet.people.write({ "manifests/.desalt/dev.json": '{ "files": [] }' });
  for (const args of [
    ["promote"],
    ["generate"],
    ["promote", "--json"],
    ["publish", "manifests"],
    ["render", "--out", "manifests", "--pull-only"],
  ])
    runs.push(await runDesalt(fleet.people.path, args, { env }));
  for (const run of [runs[0], runs[4]]) expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining("127.0.0.1") });
  expectNone(runs.flatMap(({ stdout, stderr }) => [stdout, stderr]));
});

test("a registry that repeats credentials gets them into no message", async () => {
  const server = createServer((request, response) => {
    response.writeHead(Number(/^\/(\d+)/u.exec(request.url ?? "")?.[1] ?? 200));
    response.end(`password: ${planted.token}\nentries: [ ${request.headers.authorization ?? ""}`);
  });
  await using resources = new AsyncDisposableStack();
  const loopback = await listenOnLoopback(server);
  resources.defer(() => loopback.close());
  const { port } = loopback;
  await using folder = await createFolder({ "desalt.yaml": "environments: { dev: {} }\nreleases: {}\n" });
  const env = { PLATFORM_USERNAME: "acme", PLATFORM_PASSWORD: planted.token };
  for (const status of [200, 401, 404, 500]) {
    const run = await runDesalt(
      folder.path,
      ["add", `http://127.0.0.1:${port}/${status}/portal`, "--private", "--repository", "platform"],
      { env },
    );
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining(`127.0.0.1:${port}`) });
    expectNone([run.stdout, run.stderr]);
  }
});
