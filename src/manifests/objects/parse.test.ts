import { describe, expect, it } from "vitest";
import { ManifestError } from "./manifest-error.ts";
import { parseManifests } from "./parse.ts";

const origin = { environment: "prd", cluster: "tokyo", release: "portal", namespace: "web" };

function read(text: string): readonly object[] {
  return parseManifests(text, origin).map(({ apiVersion, kind, namespace = "-", name, value }) => ({
    id: `${apiVersion} ${kind} ${namespace} ${name}`,
    value,
  }));
}

function failure(text: string): ManifestError {
  try {
    for (const object of parseManifests(text, origin)) void object.value;
  } catch (error) {
    if (error instanceof ManifestError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("manifests", () => {
  it("are read from a stream with comments, empty documents and windows' line ends", () => {
    const text =
      "# hello\n---\n# Source: a/b.yaml\r\napiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: a\r\ndata:\r\n  x: |\r\n    ---\r\n---\n---\n# only this\n";
    expect(read(text)).toEqual([
      { id: "v1 ConfigMap - a", value: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { x: "---\n" } } },
    ]);
  });

  it("may stand in lists, in JSON, in flow style, behind quotes and without a name of their own", () => {
    const text = [
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: other}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}",
      '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}',
      '"apiVersion": v1\nkind: "ConfigMap"\nmetadata:\n    labels: {name: x}\n    annotations:\n      name: y\n    name: "d"',
      "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: e-}",
      "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: e-}",
    ].join("\n---\n");
    expect(parseManifests(text, origin).map(({ name, namespace }) => [name, namespace])).toEqual([
      ["a", "other"],
      ["b", undefined],
      ["c", undefined],
      ["d", undefined],
      ["e-*", undefined],
      ["e-*", undefined],
    ]);
  });

  it("hold what helm takes their scalars for", () => {
    const [object] = parseManifests(
      "apiVersion: v1\nkind: A\nmetadata: {name: a}\na: [yes, 0644, 2026-01-01, 22:22, 1_000, ~, 'no', 1.10]",
      origin,
    );
    expect(object?.value["a"]).toEqual([true, 420, "2026-01-01", "22:22", 1000, null, "no", 1.1]);
  });

  it("are refused with release and place, and without their text", () => {
    expect(
      failure("---\n# Source: portal/templates/a.yaml\napiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata: [hunter2\n").message,
    ).toMatchInlineSnapshot(
      `"release "portal" (prd/tokyo): the document of "portal/templates/a.yaml" is not valid YAML: BAD_INDENT in line 8 of what was rendered"`,
    );
    expect(failure("- a\n- b\n").message).toMatchInlineSnapshot(
      `"release "portal" (prd/tokyo): the document of line 1 is not a Kubernetes object but a list"`,
    );
    expect(failure("just text").message).toMatchInlineSnapshot(
      `"release "portal" (prd/tokyo): the document of line 1 is not a Kubernetes object but a string"`,
    );
    expect(failure("kind: ConfigMap\nmetadata: {name: a}").message).toMatchInlineSnapshot(
      `"release "portal" (prd/tokyo): the document of line 1 has no apiVersion"`,
    );
    expect(failure("apiVersion: v1\nkind: ConfigMap\nmetadata: {}").message).toMatchInlineSnapshot(
      `"release "portal" (prd/tokyo): the document of line 1 is a ConfigMap without a name"`,
    );
  });

  it("of one identity are one object: the last counts, and says whether they differ", () => {
    const twice = (version: string, color: string) =>
      `# Source: ${version}.yaml\napiVersion: apps/${version}\nkind: Deployment\nmetadata:\n  name: a\n  namespace: web\nspec: { color: ${color} }\n`;
    const objects = parseManifests(`${twice("v1", "red")}---\n${twice("v1beta1", "blue")}---\n${twice("v1beta1", '"blue"')}`, origin);
    expect(objects.map(({ apiVersion, value, repeated }) => [apiVersion, value["spec"], repeated])).toEqual([
      ["apps/v1beta1", { color: "blue" }, { places: ['"v1.yaml"', '"v1beta1.yaml"', '"v1beta1.yaml"'], isSame: false }],
    ]);
    expect(parseManifests(`${twice("v1", "red")}---\n${twice("v1", "blue")}`, origin)[0]?.repeated).toMatchObject({ isSame: false });
    expect(parseManifests(`${twice("v1", "red")}---\n${twice("v1", '"red"')}`, origin)[0]?.repeated).toMatchObject({ isSame: true });
  });

  it("in a list have its kind where they have none of their own; a list without any is nothing", () => {
    const list = (kind: string, items: string): string => `apiVersion: v1\nkind: ${kind}\nitems:${items}\n`;
    const item = "\n- metadata: { name: a }\n- { apiVersion: apps/v1, kind: Deployment, metadata: { name: b } }";
    expect(
      parseManifests(list("ConfigMapList", item), origin).map(({ apiVersion, kind, value }) => [apiVersion, kind, value["kind"]]),
    ).toEqual([
      ["v1", "ConfigMap", "ConfigMap"],
      ["apps/v1", "Deployment", "Deployment"],
    ]);
    for (const items of ["", " null", " []", " ~"])
      expect(parseManifests(list("List", items) + "---\n" + list("SecretList", items), origin)).toEqual([]);
    expect(parseManifests("apiVersion: v1\nkind: List\n", origin)).toEqual([]);
    expect(failure(list("List", item)).reason).toBe("the document of line 1 has no kind");
  });

  it("that cannot be read are refused with the release and the reason apart", () => {
    const error = failure("just text");
    expect(error).toMatchObject({ origin, reason: "the document of line 1 is not a Kubernetes object but a string" });
  });

  it("of 20 MB are told apart without being parsed", () => {
    const objects = Array.from(
      { length: 20_000 },
      (_, index) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c${index}\ndata:\n  text: ${"x".repeat(950)}\n`,
    );
    const parsed = parseManifests(objects.join("---\n"), origin);
    expect([parsed.length, parsed.at(-1)?.name, parsed.at(-1)?.value["kind"]]).toEqual([20_000, "c19999", "ConfigMap"]);
  });
});
