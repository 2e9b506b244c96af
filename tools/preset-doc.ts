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

Made from \`src/presets\` by \`npm run docs\`. For any repository that Renovate reads; nothing to install.

\`\`\`json
{
  "extends": [
    "config:recommended",
    "github>${presetRepository}#v1.0.0",
    "github>${presetRepository}//presets/lag#v1.0.0(prd,7 days)"
  ]
}
\`\`\`

- **The tag stands before the arguments.** Behind them Renovate takes it for a part of the last argument and reads the default branch, without a word.
- A preset's meaning never changes under a tag. Renovate itself offers newer tags as pull requests.
- Arguments are text, split at commas, and all are required: Renovate knows no defaults, and leaves a missing one in place as \`{{arg1}}\`. \`desalt plan\` says so.
- Later entries win over earlier ones, and your own \`packageRules\` over all of them.
- On another forge than GitHub, Renovate wants a token for github.com, without which it warns and does not look for newer tags.
- \`github>${presetRepository}\` alone is \`split\`, \`together\`, \`minor-by-minor\`, \`majors-apart\` and \`tools\`.
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
    renderSets("Charts that climb minor by minor", sequentialCharts),
    closing,
  ].join("\n");
}

const closing = `## Not in these lists

- Cilium has one chart, and releases of one chart share a pull request by themselves.
- Flux: its operator [may be upgraded at any time](https://fluxcd.control-plane.io/operator/flux-upgrade), apart from the Flux that it installs.
- Argo CD asks to [read the notes of every minor version](https://argo-cd.readthedocs.io/en/stable/operator-manual/upgrading/overview/) on the way, not to stop at each; and its chart has version numbers of its own.

For what your own experience says, there are \`together-as\` and \`minor-by-minor-of\`.
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
