import { oneHelmfile, renderHelmfile, type Repository } from "./helmfiles.ts";
import type { PresetCase } from "./preset-case.ts";

/** Private registries: what could not be looked up is found. */
export const registryCases: readonly PresetCase[] = [
  {
    preset: "helm-login",
    values: ["private.example.com", "PLATFORM"],
    files: privateCharts({ url: "https://private.example.com" }),
  },
  {
    preset: "helm-login",
    values: ["ports.example.com:8443/stable", "PLATFORM"],
    files: privateCharts({ url: "https://ports.example.com:8443/stable" }),
  },
  {
    preset: "oci-login",
    values: ["private-registry.example.com", "PLATFORM"],
    files: privateCharts({ url: "private-registry.example.com/charts", oci: true }),
  },
  {
    preset: "helm-and-oci-login",
    values: ["artifacts.example.com", "PLATFORM"],
    files: {
      "dev/helmfile.yaml": renderHelmfile([
        [{ name: "helm", url: "https://artifacts.example.com/helm" }, "billing", "1.0.0"],
        [{ name: "oci", url: "artifacts.example.com/oci", oci: true }, "portal", "1.0.0"],
      ]),
    },
  },
  {
    preset: "ecr",
    values: ["123456789012", "eu-central-1", "PLATFORM"],
    files: privateCharts({ url: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/charts", oci: true }),
  },
  { preset: "gar", values: ["europe", "PLATFORM"], files: privateCharts({ url: "europe-docker.pkg.dev/acme/charts", oci: true }) },
  { preset: "acr", values: ["acme", "PLATFORM"], files: privateCharts({ url: "acme.azurecr.io/charts", oci: true }) },
  {
    preset: "harbor",
    values: ["harbor.example.com", "PLATFORM"],
    files: {
      "dev/helmfile.yaml": renderHelmfile([
        [{ name: "old", url: "https://harbor.example.com/chartrepo/library" }, "billing", "1.0.0"],
        [{ name: "oci", url: "harbor.example.com/library", oci: true }, "portal", "1.0.0"],
      ]),
    },
  },
  { preset: "ghcr", values: ["acme-bot", "CHARTS"], files: privateCharts({ url: "ghcr.io/acme/charts", oci: true }) },
  {
    preset: "gitlab",
    values: ["CHARTS"],
    files: {
      "dev/helmfile.yaml": renderHelmfile([
        [{ name: "packages", url: "https://gitlab.com/api/v4/projects/1/packages/helm/stable" }, "billing", "1.0.0"],
        [{ name: "oci", url: "registry.gitlab.com/acme/charts", oci: true }, "portal", "1.0.0"],
      ]),
    },
  },
];

function privateCharts(...repositories: readonly Omit<Repository, "name">[]): Readonly<Record<string, string>> {
  return oneHelmfile(repositories.map((place) => [{ name: "platform", ...place }, place.oci ? "portal" : "billing", "1.0.0"]));
}
