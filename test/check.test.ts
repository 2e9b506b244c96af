import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { createFolder, runDesalt } from "./run-desalt.ts";

const now = ["--now", "2026-11-29"];

const ingress = `apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata:
  name: portal
  namespace: web
`;
const service = "apiVersion: v1\nkind: Service\nmetadata: { name: portal }\n";

describe("desalt check --manifests", () => {
  it("names the object, its file and the API to use", async () => {
    await using folder = await createFolder({ "out/portal/all.yaml": `${service}---\n${ingress}` });
    const { status, stdout, stderr } = await runDesalt(folder.path, ["check", "--manifests", "out", "--kubernetes", "1.36", ...now]);
    expect(stdout).toMatchInlineSnapshot(`
      "out: Kubernetes 1.36, supported upstream until 2027-06-28
        breaks    portal: Kubernetes 1.22 and newer do not serve networking.k8s.io/v1beta1 Ingress
                  Ingress "portal" in "web" (portal/all.yaml)
                  fix: use networking.k8s.io/v1 Ingress

      Tables: API versions of 2026-10-28 (32 days), Kubernetes versions of 2026-08-22 (99 days), add-ons of 2026-08-22 (99 days).
      Not seen: objects in a cluster that are not in git; API versions that controllers use at run time; conversion webhooks, and versions in which a cluster stores objects.
      "
    `);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });

  it("prints JSON that its schema describes, and Markdown", async () => {
    await using folder = await createFolder({
      "out/portal/all.yaml": ingress,
      "out/web/all.json": '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"}}',
    });
    const args = ["check", "--manifests", "out", "--kubernetes", "1.36", "--next", ...now];
    const json = await runDesalt(folder.path, [...args, "--json"]);
    const schema: object = JSON.parse(await readFile(join(import.meta.dirname, "../schemas/check.schema.json"), "utf8"));
    const ajv = new Ajv({ validateFormats: false });
    ajv.validate(schema, JSON.parse(json.stdout));
    expect(ajv.errors).toBeNull();
    const markdown = await runDesalt(folder.path, [...args, "--markdown"]);
    expect(markdown.stdout).toContain("| breaks | `portal` | Kubernetes 1.22 and newer do not serve networking.k8s.io/v1beta1 Ingress");
    expect([json.status, markdown.status]).toEqual([1, 1]);
  });

  it("shows what is known if a part is unreadable, and exits with 2", async () => {
    await using folder = await createFolder({
      "out/a/list.yaml": `apiVersion: v1\nkind: List\nitems:\n- ${service.replaceAll("\n", "\n  ")}`,
      "out/b/values.yaml": "replicas: 1\n",
      "out/c/broken.yaml": "kind: [\n",
    });
    const { status, stdout } = await runDesalt(folder.path, ["check", "--manifests", "out", "--kubernetes", "v1.36.2", ...now]);
    expect(status).toBe(2);
    expect(stdout).toContain('unknown   b: the document of "b/values.yaml" has no kind');
    expect(stdout).toContain('unknown   c: the document of "c/broken.yaml" is not valid YAML');
    expect(stdout).toContain("untested  1 release: a");
  });

  it("takes environments and versions from folders that desalt rendered, and from the config", async () => {
    await using folder = await createFolder({
      "desalt.yaml": "environments:\n  dev: { helmfile: dev.yaml, kubernetes: '1.36' }\n  prd: { helmfile: prd.yaml }\n",
      "out/.desalt/dev.json": '{ "files": ["dev/portal/a.yaml"] }',
      "out/.desalt/prd.json": '{ "files": ["prd/portal/a.yaml"] }',
      "out/dev/portal/a.yaml": service,
      "out/prd/portal/a.yaml": service,
    });
    const { status, stdout } = await runDesalt(folder.path, ["check", "--manifests", "out", ...now]);
    expect(stdout).toContain("dev: Kubernetes 1.36, supported upstream until 2027-06-28\n  untested  1 release: portal\n");
    expect(stdout).toContain("prd: Kubernetes of an unknown version\n  unknown   no single version of Kubernetes is declared");
    expect(status).toBe(2);
    const one = await runDesalt(folder.path, ["check", "dev", "--manifests", "out", ...now]);
    expect(one.status).toBe(0);
  });

  it("warns of old tables", async () => {
    await using folder = await createFolder({ "out/a.yaml": service });
    const { stderr, status } = await runDesalt(folder.path, ["check", "--manifests", "out", "--kubernetes", "1.37", "--now", "2027-06-01"]);
    expect(stderr).toContain("warning: desalt's table of add-ons is of 2026-08-22, 283 days old\n hint: a newer desalt has newer data");
    expect(status).toBe(0);
  });

  it.each([
    [["--kubernetes", "1.99"], '"1.99" is not a version of Kubernetes that desalt knows (--kubernetes)'],
    [["--kubernetes", "newest"], '"newest" is not a version of Kubernetes that desalt knows (--kubernetes)'],
    [["--kubernetes", "1.3"], '"1.3" is not a version of Kubernetes that desalt knows (--kubernetes)'],
    [["--manifests", "nowhere", "--kubernetes", "1.36"], "is not a folder (--manifests)"],
    [["--manifests", "empty", "--kubernetes", "1.36"], "has no manifests"],
    [["--kubernetes", "1.36"], "has no desalt config, no helmfile.yaml"],
  ])("refuses %j", async (args, message) => {
    await using folder = await createFolder({ "empty/readme.md": "" });
    const { status, stdout, stderr } = await runDesalt(folder.path, ["check", ...args]);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});
