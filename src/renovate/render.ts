import type { GeneratedFile } from "../core/generated-file.ts";
import { renderMark } from "../core/header.ts";
import { renderJson } from "../core/json-text.ts";
import { UserError } from "../core/user-error.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { renderApprovalWithoutGates } from "./approval-without-gates.ts";
import { renderAutomerge } from "./automerge.ts";
import { renderGlobalConfig } from "./global-config.ts";
import { renderGroups, renderSequentialMinors } from "./groups.ts";
import { renderIgnorePresets, renderManagerFilePatterns } from "./helmfiles.ts";
import type { PackageRule, RenovateConfig } from "./options.ts";
import { renderPacing } from "./pacing.ts";
import { mergeOwnOptions, renderOwnOptions, scopeFleetOptions } from "./passthrough.ts";
import { renderPins } from "./pins.ts";
import { renderHostRules } from "./registries.ts";
import { renderSplit } from "./split.ts";
import { renderWorkflowPins } from "./workflow-pins.ts";

/** How renovate.json is rendered. */
export interface RenovateRendering {
  /** `config` is a renovate.json of our own; `preset` is `desalt/renovate.json`, for a renovate.json that people keep. */
  readonly as: "config" | "preset";
  /** The config's file name, for the line that says where the file comes from. */
  readonly source: string;
  /** The preset with the gates, which renovate.json extends: only where its branch is there, since a missing one stops every pull request. */
  readonly gates?: string | undefined;
  /** Paths of the workflows that run desalt. */
  readonly workflows?: readonly string[];
}

/** Renders renovate.json, or the preset in its place, and the global config of a self-hosted Renovate where the fleet asks for it. */
export function renderRenovateJson(fleet: ResolvedFleet, rendering: RenovateRendering): readonly GeneratedFile[] {
  const file =
    rendering.as === "config"
      ? { path: "renovate.json", text: renderJson(renderConfig(fleet, rendering)) }
      : { path: presetPath, text: renderJson(renderPreset(fleet, rendering)) };
  return fleet.selfHosted ? [file, renderGlobalConfig(fleet, rendering.source)] : [file];
}

const schema = "https://docs.renovatebot.com/renovate-schema.json";
const presetPath = "desalt/renovate.json";

/** What people add to `extends` of the renovate.json that they keep, such as `local>acme/infra//desalt/renovate`. */
export function presetReference({ repository }: Pick<ResolvedFleet, "repository">): string {
  if (repository !== undefined) return `local>${repository}//${presetPath.replace(".json", "")}`;
  throw new UserError({
    message: `the config has no repository, by whose name a renovate.json kept by people extends ${presetPath}`,
    hint: 'add its name on the forge: repository: "acme/infra"',
  });
}

function renderConfig(fleet: ResolvedFleet, { source, gates, workflows = [] }: RenovateRendering): RenovateConfig {
  const config: RenovateConfig = {
    $schema: schema,
    description: [renderMark(source)],
    extends: ["config:recommended", ...(gates === undefined ? [] : [gates])],
    ...renderIgnorePresets(fleet),
    ...(fleet.timezone === undefined ? {} : { timezone: fleet.timezone }),
    prConcurrentLimit: fleet.prConcurrentLimit,
    prHourlyLimit: fleet.prHourlyLimit,
    ...renderManagerFilePatterns(fleet),
    ...renderWorkflowPins(workflows),
    hostRules: [...renderHostRules(fleet)],
    packageRules: [...renderPackageRules(fleet)],
  };
  return finish(mergeOwnOptions(config, fleet.renovate ?? {}), fleet, gates);
}

function renderPreset(fleet: ResolvedFleet, { source, gates, workflows = [] }: RenovateRendering): RenovateConfig {
  const { topLevel, ...ofFleet } = scopeFleetOptions(fleet);
  const preset: RenovateConfig = {
    $schema: schema,
    description: [renderMark(source), "A preset for the renovate.json that people keep: every rule is for the fleet's helmfiles only"],
    ...renderManagerFilePatterns(fleet),
    ...renderWorkflowPins(workflows),
    hostRules: [...renderHostRules(fleet), ...ofFleet.hostRules],
    packageRules: [...renderPackageRules(fleet), ...ofFleet.packageRules],
  };
  return finish(mergeOwnOptions(preset, topLevel), fleet, gates);
}

/** Adds the environments' own options and, after everything that could undo it, the rule for followers without gates. */
function finish(config: RenovateConfig, fleet: ResolvedFleet, gates: string | undefined): RenovateConfig {
  const { packageRules = [], ...rest } = mergeOwnOptions(config, renderOwnOptions(fleet.environments));
  return withoutEmptyRules({ ...rest, packageRules: [...packageRules, ...renderApprovalWithoutGates(fleet, gates)] });
}

/** Later rules win, so that what is about one chart comes after what is about an environment. */
function renderPackageRules(fleet: ResolvedFleet): readonly PackageRule[] {
  return [
    ...renderSplit(fleet),
    ...renderPacing(fleet),
    ...renderAutomerge(fleet),
    ...renderGroups(fleet),
    ...renderSequentialMinors(fleet),
    ...renderPins(fleet),
  ];
}

function withoutEmptyRules({ hostRules = [], packageRules = [], ...config }: RenovateConfig): RenovateConfig {
  return { ...config, ...(hostRules.length === 0 ? {} : { hostRules }), ...(packageRules.length === 0 ? {} : { packageRules }) };
}
