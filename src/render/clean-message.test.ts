import { expect, it } from "vitest";
import { rememberSecrets } from "../io/secrets/known-secrets.ts";
import { cleanMessage } from "./clean-message.ts";

const clean = (stderr: string): string => cleanMessage({ exitCode: 1, stdout: "", stderr }, ["/tmp/checkout"]);

it("keeps what helm said, without the call that helmfile repeats, without folders and without progress", () => {
  const stderr = `Adding repo charts https://charts.example.com
in ./helmfile.yaml: command "/tmp/x/helm" exited with non-zero status:

PATH:
  /tmp/x/helm

STDERR:
  Error: chart "a" not found in /tmp/checkout/charts

COMBINED OUTPUT:
  Error: chart "a" not found in /tmp/checkout/charts`;
  expect(clean(stderr)).toBe('chart "a" not found in charts');
});

it("takes out passwords, also those in addresses, and keeps what is too short to be one", () => {
  rememberSecrets(["open-sesame", "is"]);
  expect(clean("Error: open-sesame is wrong for https://me:open-sesame@example.com/x as is true")).toBe(
    "*** is wrong for https://me:***@example.com/x as is true",
  );
});

it("says something even where nothing but progress was said, and puts what a schema refuses in order", () => {
  expect(clean("Pulling a")).toBe("Pulling a");
  expect(clean("")).toBe("it failed without output");
  expect(clean("chart:\n- at '/b': no\n- at '/a': no")).toBe("chart:\n- at '/a': no\n- at '/b': no");
});

it("says why a login fails in the workflow of a fork", () => {
  expect(clean("Error: failed to fetch https://charts.example.com/index.yaml : 401 Unauthorized")).toBe(
    `failed to fetch https://charts.example.com/index.yaml : 401 Unauthorized
the credentials are missing or wrong; the workflow of a pull request from a fork gets none`,
  );
});

it("names kustomize where helmfile does not find it", () => {
  expect(clean('in ./helmfile.yaml: [exec: "kustomize": executable file not found in $PATH')).toContain("\nkustomize is missing: ");
});
