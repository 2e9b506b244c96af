import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { RenderFailure, RenderedRelease } from "../manifests/objects/index.ts";
import { chooseFolders } from "./release-folders.ts";

type Folders = ReadonlyMap<string, string>;

function release(namespace: string, name = "agent"): RenderedRelease {
  return { environment: "prd", release: name, namespace, chart: { reference: "a/b", name: "b" }, objects: [] };
}

/** The folders by namespace after renders one after the other. */
function render(
  steps: readonly (readonly string[])[],
  options: { readonly forgets?: boolean; readonly failures?: readonly RenderFailure[] } = {},
) {
  let owners: Folders = new Map();
  const history: Folders[] = [];
  for (const [index, namespaces] of steps.entries()) {
    const used = new Set(owners.keys());
    const failures = index === steps.length - 1 ? (options.failures ?? []) : [];
    const folders = chooseFolders(
      namespaces.map((namespace) => release(namespace)),
      {
        used,
        owners: options.forgets === true ? new Map() : owners,
        failures,
      },
    );
    owners = new Map([...folders].map(([{ namespace = "" }, folder]) => [folder, namespace]));
    history.push(new Map([...owners].map(([folder, namespace]) => [namespace, folder])));
  }
  return history;
}

const last = (...args: Parameters<typeof render>) => Object.fromEntries(render(...args).at(-1) ?? []);

it("gives a suffix to the newcomer only, and takes none away", () => {
  expect(last([["team-a"], ["team-a", "team-b"]])).toEqual({ "team-a": "prd/agent", "team-b": "prd/agent_team-b" });
  expect(last([["team-b"], ["team-a", "team-b"]])).toEqual({ "team-a": "prd/agent_team-a", "team-b": "prd/agent" });
  expect(last([["team-b"], ["team-a", "team-b"], ["team-a"]])).toEqual({ "team-a": "prd/agent_team-a" });
  expect(last([["team-a", "team-b"], ["team-b"]])).toEqual({ "team-b": "prd/agent_team-b" });
});

it("leaves the folder to a release that moves to another namespace", () => {
  expect(last([["team-a"], ["team-b"]])).toEqual({ "team-b": "prd/agent" });
});

it("does not take a folder for free whose release could not be rendered", () => {
  const failures = [{ environment: "prd", release: "agent", message: "no chart" }];
  expect(last([["team-a"], ["team-b"]], { failures })).toEqual({ "team-b": "prd/agent_team-b" });
  expect(last([["team-a"], ["team-b"]], { failures: [{ environment: "prd", message: "no helmfile" }] })).toEqual({
    "team-b": "prd/agent_team-b",
  });
});

it("keeps layouts of renders that did not tell the namespaces", () => {
  expect(last([["team-a"], ["team-a", "team-b"]], { forgets: true })).toEqual({ "team-a": "prd/agent", "team-b": "prd/agent_team-b" });
  expect(last([["team-a", "team-b"], ["team-b"]], { forgets: true })).toEqual({ "team-b": "prd/agent_team-b" });
});

it("never moves a release that stays, and never gives one folder to two", () => {
  const sets = fc.array(fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 4 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(sets, (steps) => {
      const history = render(steps);
      for (const [index, folders] of history.entries()) {
        expect(new Set(folders.values()).size).toBe(folders.size);
        const before = history[index - 1] ?? new Map();
        for (const [namespace, folder] of folders) expect(before.get(namespace) ?? folder).toBe(folder);
      }
    }),
  );
});
