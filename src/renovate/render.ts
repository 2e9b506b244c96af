import { type GeneratedFile, renderMark } from "../core/generated-file.ts";
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

/** The options to render renovate.json. */
export interface RenovateRendering {
  /** `config` renders renovate.json; `preset` renders `desalt/renovate.json`, which a hand-written renovate.json extends. */
  readonly as: "config" | "preset";
  /** The config's file name, for the line that names the file's source. */
  readonly source: string;
  /** The preset with the gates, which renovate.json extends. Only if its branch exists, because a missing one stops every pull request. */
  readonly gates?: string | undefined;
  /** Paths of the workflows that run desalt. */
  readonly workflows?: readonly string[];
}

/** Renders renovate.json, or the preset in its place, and the global config of a self-hosted Renovate if the fleet needs it. */
export function renderRenovateJson(fleet: ResolvedFleet, rendering: RenovateRendering): readonly GeneratedFile[] {
  const file =
    rendering.as === "config"
      ? { path: "renovate.json", text: renderJson(renderConfig(fleet, rendering)) }
      : { path: presetPath, text: renderJson(renderPreset(fleet, rendering)) };
  return fleet.selfHosted ? [file, renderGlobalConfig(fleet, rendering.source)] : [file];
}

const schema = "https://docs.renovatebot.com/renovate-schema.json";
const presetPath = "desalt/renovate.json";

/** The entry for `extends` of a hand-written renovate.json, such as `local>acme/infra//desalt/renovate`. */
export function presetReference({ repository }: Pick<ResolvedFleet, "repository">): string {
  if (repository !== undefined) return `local>${repository}//${presetPath.replace(".json", "")}`;
  throw new UserError({
    message: `\`repository\` is not set, and your renovate.json needs it to extend ${presetPath}`,
    hint: 'add the repository\'s name on the forge, for example: repository: "acme/infra"',
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
    description: [renderMark(source), "A preset for a hand-written renovate.json: every rule applies to the fleet's helmfiles only"],
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
