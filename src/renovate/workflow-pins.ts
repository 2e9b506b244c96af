import { exactPattern } from "./match.ts";
import type { RenovateConfig } from "./options.ts";

/** Lets Renovate upgrade desalt in generated workflows, because it does not read versions in a step's commands by default. */
export function renderWorkflowPins(workflows: readonly string[]): Pick<RenovateConfig, "customManagers"> {
  if (workflows.length === 0) return {};
  return {
    customManagers: [
      {
        customType: "regex",
        description: "The version of desalt in its workflows",
        managerFilePatterns: workflows.map(exactPattern),
        matchStrings: ["npx --yes desalt@(?<currentValue>\\d+\\.\\d+\\.\\d+[\\w.+-]*)"],
        depNameTemplate: "desalt",
        datasourceTemplate: "npm",
      },
    ],
  };
}
