import { describe, expect, it } from "vitest";
import { compareManifests } from "./compare.ts";
import { parseManifests } from "../objects/parse.ts";
import type { RenderedManifests, RenderedRelease } from "../objects/rendered.ts";

interface Release {
  readonly environment?: string;
  readonly cluster?: string;
  readonly release?: string;
  readonly volatile?: readonly string[];
}

function release(text: string, { environment = "prd", release: name = "app", volatile, ...place }: Release = {}): RenderedRelease {
  const origin = { environment, release: name, namespace: "web", ...place };
  const objects = parseManifests(text, origin).map((object) => (volatile === undefined ? object : { ...object, volatile }));
  return { ...origin, chart: { reference: "stable/app", name: "app", version: "1.0.0" }, objects };
}

function rendered(...releases: readonly RenderedRelease[]): RenderedManifests {
  return { releases, failures: [] };
}

function configMap(data: string, labels = ""): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n${labels}data:\n${data}`;
}

const hidden = { showNoise: false };

describe("a comparison", () => {
  it("counts folded lines by rule, and objects with nothing else apart; shows them when asked", () => {
    const [base, head] = ["1", "2"].map((chart) =>
      rendered(
        release(
          configMap(
            "  a: b\n",
            `  labels: { helm.sh/chart: app-${chart}.0, app.kubernetes.io/version: "${chart}" }\n  annotations: { checksum/x: x${chart} }\n`,
          ),
        ),
      ),
    );
    if (base === undefined || head === undefined) throw new Error("two sides");
    const folded = compareManifests(base, head, hidden);
    expect(folded.summary).toEqual({ added: 0, changed: 0, removed: 0, folded: 1 });
    expect(folded.environments[0]?.releases[0]?.objects[0]).toMatchObject({
      change: "changed",
      diff: "",
      folded: [
        { rule: "checksum annotations", lines: 2 },
        { rule: "version labels", lines: 2 },
        { rule: "chart labels", lines: 2 },
      ],
    });
    const shown = compareManifests(base, head, { showNoise: true });
    expect(shown.summary).toEqual({ added: 0, changed: 1, removed: 0, folded: 0 });
    expect(shown.environments[0]?.releases[0]?.objects[0]?.diff.match(/^[+-]/gmu)).toHaveLength(6);
  });

  it("folds labels that come or go with their map, but never those of selectors", () => {
    const labels = "  labels: { helm.sh/chart: app-2 }\n";
    expect(
      compareManifests(rendered(release(configMap("  a: b\n"))), rendered(release(configMap("  a: b\n", labels))), hidden).summary.folded,
    ).toBe(1);
    const service = (version: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { selector: { helm.sh/chart: "${version}" } }\n`;
    expect(compareManifests(rendered(release(service("1"))), rendered(release(service("2"))), hidden).summary.changed).toBe(1);
  });

  it("marks values that change at every render", () => {
    const side = (value: string) => rendered(release(configMap(`  seed: ${value}\n`), { volatile: ["/data/seed"] }));
    expect(compareManifests(side("x"), side("y"), hidden).environments[0]?.releases[0]?.objects[0]?.folded).toEqual([
      { rule: "changes at every render", lines: 2 },
    ]);
  });

  it("keeps environments and clusters apart, and names only those in which something changes", () => {
    const base = rendered(release(configMap("  a: b\n"), { cluster: "tokyo" }), release(configMap("  a: b\n"), { cluster: "osaka" }));
    const head = rendered(release(configMap("  a: b\n"), { cluster: "tokyo" }), release(configMap("  a: c\n"), { cluster: "osaka" }));
    expect(compareManifests(base, head, hidden).environments.map(({ name, cluster }) => [name, cluster])).toEqual([["prd", "osaka"]]);
  });

  it("takes what could not be rendered for unknown, not for removed", () => {
    const base = rendered(release(configMap("  a: b\n")), release(configMap("  a: b\n"), { release: "other" }));
    const failures = [{ environment: "prd", release: "app", message: "no chart" }];
    const diff = compareManifests(base, { ...rendered(release(configMap("  a: c\n"), { release: "other" })), failures }, hidden);
    expect(diff.summary).toEqual({ added: 0, changed: 1, removed: 0, folded: 0 });
    expect(diff.errors).toEqual([{ environment: "prd", release: "app", message: "no chart" }]);
    const whole = compareManifests(base, { releases: [], failures: [{ environment: "prd", message: "no helmfile" }] }, hidden);
    expect([whole.environments, whole.errors]).toEqual([[], [{ environment: "prd", release: null, message: "no helmfile" }]]);
  });

  it("says which release holds text that is no YAML, and shows the others", () => {
    const base = rendered(release(configMap("  a: b\n")), release(configMap("  a: b\n"), { release: "other" }));
    const head = rendered(release(configMap("  a: [hunter2\n")), release(configMap("  a: c\n"), { release: "other" }));
    const diff = compareManifests(base, head, hidden);
    expect(diff.summary.changed).toBe(1);
    expect(diff.errors.map(({ release: name, message }) => [name, message])).toMatchInlineSnapshot(`
      [
        [
          "app",
          "release "app" (prd): the document of line 1 is not valid YAML: BAD_INDENT in line 7 of what was rendered",
        ],
      ]
    `);
  });

  it("sees the same object where only the version of its API differs, or its namespace is said", () => {
    const budget = (version: string, namespace: string) =>
      `apiVersion: policy/${version}\nkind: PodDisruptionBudget\nmetadata: { name: a${namespace} }\n`;
    const diff = compareManifests(rendered(release(budget("v1beta1", ""))), rendered(release(budget("v1", ", namespace: web"))), hidden);
    expect(diff.summary).toEqual({ added: 0, changed: 1, removed: 0, folded: 0 });
  });

  it("turned around, adds what it removed", () => {
    const sides = [
      rendered(release(configMap("  a: b\n"))),
      rendered(release(configMap("  a: c\n").replace("name: a", "name: b"))),
    ] as const;
    const count = ([base, head]: readonly [RenderedManifests, RenderedManifests]) => compareManifests(base, head, hidden).summary;
    expect(count(sides)).toEqual({ added: 1, changed: 0, removed: 1, folded: 0 });
    expect(count([sides[1], rendered()])).toEqual({ added: 0, changed: 0, removed: 1, folded: 0 });
    expect(count([rendered(), sides[1]])).toEqual({ added: 1, changed: 0, removed: 0, folded: 0 });
  });
});
