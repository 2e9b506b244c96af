import { expect, test } from "vitest";
import { explainUnseenFile } from "./unseen-file.ts";

const helmfilePatterns = [String.raw`/(^|/)helmfile\.ya?ml(?:\.gotmpl)?$/`, "clusters/*/apps.yaml"];

test.each([
  ["prd/helmfile.yaml", { ignorePaths: ["prd/**"] }, 'remove "prd/**" from "ignorePaths"'],
  ["test/helmfile.yaml", { ignorePaths: ["**/test/**"] }, 'add "ignorePresets": [":ignoreModulesAndTests"]'],
  ["prd/apps.yaml", {}, String.raw`"helmfile": { "managerFilePatterns": ["/^prd\\/apps\\.yaml$/"] }`],
  ["prd/helmfile.yaml", { helmfilePatterns: [] }, 'add "helmfile" to "enabledManagers" of the Renovate config'],
])("%s is not tracked, and the line that changes it is named", (file, change, fix) => {
  expect(explainUnseenFile(file, { ignorePaths: [], helmfilePatterns, ...change })).toMatchObject({ state: "not-tracked", fix });
});

test.each(["prd/helmfile.yaml", "clusters/prd/apps.yaml"])("%s is unknown if nothing keeps Renovate from it", (file) => {
  expect(explainUnseenFile(file, { ignorePaths: [], helmfilePatterns })).toMatchObject({ state: "unknown" });
});
