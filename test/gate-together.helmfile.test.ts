import { describe, expect, it } from "vitest";
import { config, createChange, gate } from "./gate-change.ts";
import { requireTools } from "./requires.ts";

const tools = await requireTools("helmfile");

type Files = Readonly<Record<string, string>>;

const failing = config.replace("soak: 7 days", "soak: 7 days, together: fail");
const templated = failing.replaceAll("helmfile.yaml", "helmfile.yaml.gotmpl");

const helmfile = (more: string): string =>
  `repositories:\n  - name: stable\n    url: https://charts.example.com\nreleases:\n  - name: portal\n    chart: stable/portal\n    version: 1.0.0\n${more}`;
const both = (text: string, name = "helmfile.yaml.gotmpl"): Files => ({ [`dev/${name}`]: text, [`prd/${name}`]: text });
const environment = "environments: { default: { values: [../env.yaml] } }\n---\n";
const values = (text: string): string => `    values: [${text}]\n`;

async function judge(base: Files, files: Files, moved: Readonly<Record<string, string>> = {}): Promise<readonly (string | number)[]> {
  await using repository = await createChange({}, { "desalt.yaml": failing }, [["2026-11-10T12:00:00Z", base]]);
  for (const [from, to] of Object.entries(moved)) await repository.git("mv", from, to);
  await repository.commit("2026-11-11T12:00:00Z", files);
  const { status, stdout } = await gate(repository);
  return [status, ...stdout.split("\n").filter((line) => /\((?:together|values|unreadable)\)$/u.test(line))];
}

const refused = (what: string): string =>
  `error: prd portal: this change reaches dev and prd at once: ${what}; change dev first, and prd when it has proved itself (together)`;
const base = { "desalt.yaml": templated };

describe.skipIf(tools.isMissing)("what a change brings to two templated environments", { timeout: 120_000 }, () => {
  it("nothing, where both helmfiles become templates", async () => {
    const plain = both(helmfile("    wait: true\n"), "helmfile.yaml");
    const moved = Object.fromEntries(Object.keys(plain).map((path) => [path, `${path}.gotmpl`]));
    expect(await judge(plain, { "desalt.yaml": templated }, moved)).toEqual([0]);
  });

  it("what they render to", async () => {
    const text = `${environment}${helmfile(values("{ size: {{ .Values.size }} }"))}`;
    const before = { ...base, ...both(text), "env.yaml": "size: 1\nother: 1\n" };
    expect(await judge(before, { "env.yaml": "size: 2\nother: 1\n" })).toEqual([1, refused("values (size)")]);
    expect(await judge(before, { "env.yaml": "size: 1\nother: 2\n" })).toEqual([0]);
    expect(await judge(before, both(text.replace("{{ .Values.size }}", "{{ 2 }}")))).toEqual([1, refused("values (size)")]);
    expect(await judge(before, both(text.replace("{{ .Values.size }}", "{{ 1 }}")))).toEqual([0]);
  });
});
