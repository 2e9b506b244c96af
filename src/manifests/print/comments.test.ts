import { describe, expect, it } from "vitest";
import { compareManifests, type ManifestDiff } from "../compare/index.ts";
import { parseManifests, type RenderedManifests } from "../objects/index.ts";
import { renderDiffComments } from "./comments.ts";
import { renderDiffText } from "./terminal.ts";

/** Config maps of so many lines in each of some releases. */
function render(environments: readonly string[], sizes: readonly number[], word: string): RenderedManifests {
  const releases = environments.flatMap((environment) =>
    sizes.map((lines, index) => {
      const place = { environment, release: `release-${index}`, namespace: "web" };
      const body = Array.from({ length: lines }, (_, line) => `  key-${line}: ${word}-${line}\n`).join("");
      const objects = parseManifests(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "map-${index}"\ndata:\n${body}`, place);
      return { ...place, chart: { reference: "a/b", name: "b", version: "1.0.0" }, objects };
    }),
  );
  return { releases, failures: [] };
}

function diffOf(environments: readonly string[], sizes: readonly number[]): ManifestDiff {
  return compareManifests(render(environments, sizes, "before"), render(environments, sizes, "after"), { showNoise: false });
}

describe("comments", () => {
  it("are one where everything fits", () => {
    const comments = renderDiffComments(diffOf(["dev"], [2, 3]));
    expect(comments).toHaveLength(1);
    expect(comments[0]).toMatchInlineSnapshot(`
      "<!-- desalt-diff 1/1 -->

      ### Rendered manifests: 0 added, 2 changed, 0 removed

      **Changes:**

      - \`dev\`: 2 releases, ~2
        - \`release-0\`: ~1
        - \`release-1\`: ~1

      #### \`dev\` → \`release-0\`

      **~ \`ConfigMap "map-0" in "web"\`** changed

      \`\`\`diff
      @@ data @@
       apiVersion: v1
       data:
      -  key-0: before-0
      +  key-0: after-0
      -  key-1: before-1
      +  key-1: after-1
       kind: ConfigMap
       metadata:
         name: map-0
      \`\`\`

      #### \`dev\` → \`release-1\`

      **~ \`ConfigMap "map-1" in "web"\`** changed

      \`\`\`diff
      @@ data @@
       apiVersion: v1
       data:
      -  key-0: before-0
      +  key-0: after-0
      -  key-1: before-1
      +  key-1: after-1
      -  key-2: before-2
      +  key-2: after-2
       kind: ConfigMap
       metadata:
         name: map-1
      \`\`\`
      "
    `);
  });

  it("are numbered parts within the limit, torn between objects, each under its release's heading", () => {
    const comments = renderDiffComments(diffOf(["dev", "prd"], [60, 61, 62, 63, 64, 65]), { limit: 7000 });
    expect(comments.length).toBeGreaterThan(2);
    expect(comments.map(readMarker)).toEqual(comments.map((_, index) => ({ part: index + 1, parts: comments.length })));
    for (const comment of comments) {
      expect(comment.length).toBeLessThanOrEqual(7000);
      expect((comment.match(/^```/gmu) ?? []).length % 2).toBe(0);
    }
    const whole = comments.join("\n");
    for (const environment of ["dev", "prd"]) {
      for (const index of [0, 1, 2, 3, 4, 5]) expect(whole.split(`#### \`${environment}\` → \`release-${index}\``)).toHaveLength(2);
    }
    expect(whole.match(/^\+ {2}key-39: after-39$/gmu)).toHaveLength(6);
  });

  it("summarise an object that is too large, with a link to the whole", () => {
    const [comment = "", ...others] = renderDiffComments(diffOf(["dev"], [2000]), { link: "https://ci.example.com/1" });
    expect(others).toEqual([]);
    expect(comment).toContain(
      '**~ `ConfigMap "map-0" in "web"`** changed\n\n_2000 lines added, 2000 removed. This is too long for a comment. See [the whole diff](<https://ci.example.com/1>)._',
    );
  });

  it("end at a number of them, and say so", () => {
    const comments = renderDiffComments(
      diffOf(
        ["dev"],
        Array.from({ length: 40 }, () => 40),
      ),
      { limit: 5000, maximum: 3, link: "https://ci.example.com/1" },
    );
    expect(comments).toHaveLength(3);
    expect(comments[2]).toMatch(/\d+ more sections are not shown\. See \[the whole diff\]\(<https:\/\/ci\.example\.com\/1>\)\._\n$/u);
    for (const comment of comments) expect(comment.length).toBeLessThanOrEqual(5000);
  });

  it("fit where the table of contents alone would not", () => {
    const environments = Array.from({ length: 12 }, (_, index) => `environment-${index}`);
    const comments = renderDiffComments(
      diffOf(
        environments,
        Array.from({ length: 60 }, () => 1),
      ),
      { limit: 20_000, maximum: 4 },
    );
    expect(comments).toHaveLength(4);
    for (const comment of comments) expect(comment.length).toBeLessThanOrEqual(20_000);
    expect(comments[0]).toContain("- `environment-11`: 60 releases, ~60\n");
  });

  it("show what is the same in several environments once, and refer to it", () => {
    const [comment = ""] = renderDiffComments(diffOf(["dev", "prd"], [20]));
    expect(comment.match(/^```diff$/gmu)).toHaveLength(1);
    expect(comment).toContain(
      '#### `prd` → `release-0`\n\n**~ `ConfigMap "map-0" in "web"`** changed\n\n_The same change as in_ `dev` → `release-0`\n',
    );
  });

  it("say that nothing changes", () => {
    const same = render(["dev"], [2], "same");
    expect(renderDiffComments(compareManifests(same, same, { showNoise: false }))).toEqual([
      "<!-- desalt-diff 1/1 -->\n\n### Rendered manifests: nothing changes\n",
    ]);
  });

  it("do not say so where something could not be rendered", () => {
    const before = render(["dev"], [2], "same");
    const after = { ...before, failures: [{ environment: "dev", release: "release-1", message: "no such value" }] };
    const diff = compareManifests(before, after, { showNoise: false });
    const [comment] = renderDiffComments(diff);
    expect(comment).toContain("### Rendered manifests: changes are unknown\n");
    expect(renderDiffText(diff, (_, text) => text)).toContain("changes are unknown, 1 error");
  });

  it("show 5 MB of changes, as far as they go", () => {
    const sizes = Array.from({ length: 250 }, () => 40);
    const side = (word: string): RenderedManifests => render(["dev"], sizes, word.repeat(50));
    const diff = compareManifests(side("before"), side("after"), { showNoise: false });
    expect(JSON.stringify(diff).length).toBeGreaterThan(5_000_000);
    const comments = renderDiffComments(diff);
    expect(comments).toHaveLength(10);
    expect(Math.max(...comments.map(({ length }) => length))).toBeLessThanOrEqual(65_536);
  });

  it("of others are not ours", () => {
    expect(readMarker("text\n<!-- desalt-diff 1/1 -->")).toBeUndefined();
  });
});

function readMarker(comment: string): { readonly part: number; readonly parts: number } | undefined {
  const found = /^<!-- desalt-diff (\d+)\/(\d+) -->/u.exec(comment);
  return found === null ? undefined : { part: Number(found[1]), parts: Number(found[2]) };
}
