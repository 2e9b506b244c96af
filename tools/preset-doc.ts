import {
  chartGroups,
  presetRepository,
  sequentialCharts,
  topics,
  writeReference,
  type ChartSet,
  type Preset,
} from "../src/presets/index.ts";

const opening = `# Presets

Made from \`src/presets\` by \`npm run docs\`. Presets work in any repository that Renovate reads. There is nothing to install.

\`\`\`json
{
  "extends": [
    "config:recommended",
    "github>${presetRepository}#v1.0.0",
    "github>${presetRepository}//presets/lag#v1.0.0(prd,7 days)"
  ]
}
\`\`\`

- **Write the tag before the arguments.** Behind them, Renovate takes it as a part of the last argument, and silently reads the default branch.
- A preset's meaning never changes under a tag. Renovate itself offers newer tags as pull requests.
- Arguments are text, separated by commas. All are required, because Renovate has no defaults. It leaves a missing argument in place as \`{{arg1}}\`, and \`desalt plan\` reports it.
- Later entries override earlier ones. Your own \`packageRules\` override all of them.
- On another forge than GitHub, give Renovate a token for github.com. Without one, it warns and does not look for newer tags.
- \`github>${presetRepository}\` alone includes \`split\`, \`together\`, \`minor-by-minor\`, \`majors-apart\` and \`tools\`.
`;

/** Renders docs/presets.md from the presets' own sources. */
export function renderPresetDoc(): string {
  const parts = topics.map(({ title, text, presets }) =>
    [`## ${title}`, "", text, "", ...renderTable(presets), "", ...presets.flatMap(renderNotes)].join("\n"),
  );
  return [
    opening,
    ...parts,
    renderSets("Charts that move together", chartGroups),
    renderSets("Charts that are upgraded minor by minor", sequentialCharts),
    closing,
  ].join("\n");
}

const closing = `## Not in these lists

- Cilium has one chart. Releases of one chart share a pull request anyway.
- Flux: its operator [can be upgraded at any time](https://fluxcd.control-plane.io/operator/flux-upgrade), independently of the Flux that it installs.
- Argo CD asks to [read the notes of every minor version](https://argo-cd.readthedocs.io/en/stable/operator-manual/upgrading/overview/) on the way, not to stop at each one. Its chart has different version numbers.

Use \`together-as\` and \`minor-by-minor-of\` for your own lists.
`;

function renderTable(presets: readonly Preset[]): readonly string[] {
  return ["| preset | does |", "|---|---|", ...presets.map((preset) => `| ${code(renderForm(preset))} | ${cell(preset.does)} |`)];
}

function renderNotes(preset: Preset): readonly string[] {
  const { name, parameters, notes = [] } = preset;
  if (parameters.length === 0 && notes.length === 0) return [];
  const rows = parameters.map(({ name: parameter, meaning, example }) => `| ${code(parameter)} | ${cell(meaning)} | ${code(example)} |`);
  const table = rows.length === 0 ? [] : ["| argument | meaning | example |", "|---|---|---|", ...rows, ""];
  const use = code(
    writeReference(
      preset,
      parameters.map(({ example }) => example),
    ),
  );
  return [`### ${name}`, "", use, "", ...table, ...notes.flatMap((note) => [note, ""])];
}

function renderForm({ name, parameters }: Preset): string {
  return parameters.length === 0 ? name : `${name}(${parameters.map((parameter) => parameter.name).join(",")})`;
}

function renderSets(title: string, sets: readonly ChartSet[]): string {
  const rows = sets.map(({ name, charts, because, link }) => `| ${name} | ${charts.map(code).join(", ")} | [${because}](${link}) |`);
  return [`## ${title}`, "", "| project | charts | upstream |", "|---|---|---|", ...rows, ""].join("\n");
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
