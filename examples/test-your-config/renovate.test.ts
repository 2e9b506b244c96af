import assert from "node:assert/strict";
import { test } from "node:test";
import { planRepository } from "desalt/testing";

test("dev is upgraded at once, production on request", async () => {
  const charts = { "https://charts.example.com": { billing: ["3.1.0", "3.2.0"] } };
  const presets = { "github>acme/renovate-config": { refs: { "v1.0.0": { files: { "default.json": { labels: ["upgrade"] } } } } } };
  const { pullRequests } = await planRepository({ directory: import.meta.dirname, charts, presets });
  const states = pullRequests.map(({ environment, state }) => `${environment} ${state}`);
  assert.deepEqual(states, ["dev opens-now", "prd waits"]);
});
