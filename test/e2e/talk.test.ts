import { describe, expect, it } from "vitest";
import { requireTools } from "../requires.ts";
import { playTalk } from "./talk.ts";
import { talkTools } from "./talk-stage.ts";

const { isMissing, ...tools } = await requireTools(...talkTools);

describe.skipIf(isMissing)("the whole flow, every component real", () => {
  it("goes from a published chart to production", { timeout: 600_000 }, async () => {
    const steps: string[] = [];
    await playTalk({ tools, say: (step) => steps.push(step) });
    expect(steps).toMatchInlineSnapshot(`
      [
        "Gitea, a Kubernetes API server and Argo CD start on loopback",
        "A fleet of three charts from Gitea's private Helm repository: desalt generate",
        "The workflow desalt-promote writes the gates: mesh 1.21.0 runs in dev since yesterday, and prd waits",
        "The workflow desalt-render fills acme/manifests",
        "Argo CD gets the generated manifests, and dev's objects appear in the cluster",
        "prd's first sync is by hand",
        "portal 2.5.0 is published, and Renovate opens one pull request, for dev; mesh still soaks, so that prd gets none",
        "The workflow desalt-check passes, and comments",
        "Merged: desalt-render commits what changes in dev, and nothing else",
        "Argo CD syncs it: dev runs portal 2.5.0",
        "desalt-render runs again, and commits nothing",
        "Two people push at once, and both workflows run: nothing is lost",
        "Production waits: desalt-promote",
        "Eight days later the gate opens",
        "Renovate opens prd's pull request, with the evidence",
        "desalt-check lets it through",
        "Merged: desalt-render commits what changes in prd",
        "Argo CD syncs it: production runs portal 2.5.0",
      ]
    `);
  });
});
