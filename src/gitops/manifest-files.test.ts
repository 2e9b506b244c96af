import { expect, it } from "vitest";
import { parseManifests, type RenderedManifests, type RenderedRelease } from "../manifests/objects/index.ts";
import { renderManifestFiles } from "./manifest-files.ts";

function release(text: string, fields: Partial<RenderedRelease> = {}): RenderedRelease {
  const origin = { environment: "dev", release: "web", ...fields };
  return { ...origin, chart: { reference: "./web", name: "web" }, objects: parseManifests(text, origin), ...fields };
}

function rendered(...releases: readonly RenderedRelease[]): RenderedManifests {
  return { releases, failures: [] };
}

const nothing = { gitops: { secrets: "refuse" }, committed: () => undefined } as const;

it("writes keys in a stable order, lists as they are, and texts that YAML 1.1 would misread in quotes", () => {
  const text = `
metadata: { labels: { b: "yes", a: "1.10" }, namespace: shop, name: web }
data: { script: "a\\nb\\n", empty: "" }
kind: ConfigMap
list: [ { z: 1, a: 2 }, b, a ]
spec: {}
apiVersion: v1
`;
  expect(renderManifestFiles(rendered(release(text)), nothing).files).toEqual([
    {
      path: "dev/web/ConfigMap_shop_web.yaml",
      text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  namespace: shop
  labels:
    a: "1.10"
    b: "yes"
spec: {}
data:
  empty: ""
  script: |
    a
    b
list:
  - a: 2
    z: 1
  - b
  - a
`,
    },
  ]);
});

it("keeps namesakes of two namespaces apart, and clusters below their environment", () => {
  const text = "apiVersion: v1\nkind: Service\nmetadata: { name: a }\n";
  const releases = [
    release(text, { namespace: "one", cluster: "tokyo" }),
    release(text, { namespace: "two", cluster: "tokyo" }),
    release(text, { cluster: "osaka" }),
  ];
  expect(renderManifestFiles(rendered(...releases), nothing).files.map(({ path }) => path)).toEqual([
    "dev/osaka/web/Service__a.yaml",
    "dev/tokyo/web_one/Service__a.yaml",
    "dev/tokyo/web_two/Service__a.yaml",
  ]);
});

it("refuses Secrets with data, all at once; a Secret without data is none", () => {
  const text = [
    "apiVersion: v1\nkind: Secret\nmetadata: { name: token }\n",
    "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { x: eA== }\n",
    "apiVersion: v1\nkind: Secret\nmetadata: { name: b }\nstringData: { x: y }\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { x: hunter2hunter2 }\n",
  ].join("---\n");
  const plain = release(text);
  expect(() => renderManifestFiles(rendered(plain), nothing)).toThrow(
    [
      'dev/web: Secret "a" has data, which everybody with access to git could read',
      'dev/web: Secret "b" has data, which everybody with access to git could read',
    ].join("\n"),
  );
  expect(renderManifestFiles(rendered(plain), { ...nothing, gitops: { secrets: "omit" } }).omitted).toEqual([
    'dev/web: Secret "a"',
    'dev/web: Secret "b"',
  ]);
  expect(renderManifestFiles(rendered(plain), { ...nothing, gitops: { secrets: "commit" } }).files).toHaveLength(4);
});

it("keeps the committed value of what is random, and takes everything else from the render", () => {
  const now = release("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { kept: new, other: new, added: new }\n");
  const [object] = now.objects;
  const objects = object === undefined ? [] : [{ ...object, volatile: ["/data/kept", "/data/added"] }];
  const committed = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  kept: old\n  other: old\n";
  const [file] = renderManifestFiles(rendered({ ...now, objects }), { ...nothing, committed: () => committed }).files;
  expect(file?.text).toBe("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  added: new\n  kept: old\n  other: new\n");
});
