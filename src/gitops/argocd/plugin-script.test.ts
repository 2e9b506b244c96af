import { describe, expect, it } from "vitest";
import { renderPluginScript } from "./plugin-script.ts";
import { keepingAnnotations } from "./protect-from-pruning.ts";

describe("renderPluginScript", () => {
  it("writes the annotations that `render` writes", () => {
    const written = [...renderPluginScript({ hooks: false }).matchAll(/"(argocd\.argoproj\.io\/[^:"]+): ([^"]+)"/gu)];
    const wanted = Object.entries(keepingAnnotations).map(([annotation, options]) => [annotation, options.join(",")]);
    expect(written.map(([, annotation, options]) => [annotation, options])).toEqual(wanted);
  });

  it("renders hooks only where the fleet has them", () => {
    expect(renderPluginScript({ hooks: false })).toContain("--skip-tests --no-hooks\n");
    expect(renderPluginScript({ hooks: true })).toContain("--skip-tests\n");
  });
});
