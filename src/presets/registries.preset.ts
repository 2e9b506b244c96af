import { loginRule, secretReference, type HostRule } from "../renovate/index.ts";
import type { Parameter, Preset, Topic } from "./preset.ts";

const host: Parameter = { name: "HOST", meaning: "the host, with its port if it has one, without a scheme", example: "charts.example.com" };
const secret: Parameter = { name: "SECRET", meaning: "the first part of the secrets' names", example: "PLATFORM" };

interface Place {
  readonly hostType: "helm" | "docker";
  /** With a scheme, since Renovate compares a bare one with the host's name only, and then ports never match. */
  readonly matchHost: string;
}

/** The same names as in a generated renovate.json: `<SECRET>_USERNAME` and `<SECRET>_PASSWORD`. */
function login({ hostType, matchHost }: Place, argument: number, fixedUsername?: string): HostRule {
  const username = fixedUsername ?? secretReference(`{{arg${argument}}}_USERNAME`);
  return loginRule({ hostType, matchHost }, { username, password: secretReference(`{{arg${argument}}}_PASSWORD`) });
}

const presets: readonly Preset[] = [
  {
    name: "helm-login",
    does: "Renovate logs in to a private Helm repository",
    parameters: [{ ...host, meaning: `${host.meaning}, and a path if only that is private` }, secret],
    config: { hostRules: [login({ hostType: "helm", matchHost: "https://{{arg0}}/" }, 1)] },
  },
  {
    name: "oci-login",
    does: "Renovate logs in to a private OCI registry",
    parameters: [{ ...host, example: "registry.example.com" }, secret],
    config: { hostRules: [login({ hostType: "docker", matchHost: "https://{{arg0}}/" }, 1)] },
  },
  {
    name: "helm-and-oci-login",
    does: "Renovate logs in to a host that is a private Helm repository and a private OCI registry",
    parameters: [{ ...host, example: "artifacts.example.com" }, secret],
    config: {
      hostRules: [
        login({ hostType: "helm", matchHost: "https://{{arg0}}/" }, 1),
        login({ hostType: "docker", matchHost: "https://{{arg0}}/" }, 1),
      ],
    },
  },
  {
    name: "ecr",
    does: "Renovate logs in to AWS ECR with an access key",
    parameters: [
      { name: "ACCOUNT", meaning: "the AWS account's number", example: "123456789012" },
      { name: "REGION", meaning: "the AWS region", example: "eu-central-1" },
      secret,
    ],
    config: {
      hostRules: [
        loginRule(
          { hostType: "docker", matchHost: "https://{{arg0}}.dkr.ecr.{{arg1}}.amazonaws.com/" },
          {
            username: secretReference("{{arg2}}_AWS_ACCESS_KEY_ID"),
            password: secretReference("{{arg2}}_AWS_SECRET_ACCESS_KEY"),
          },
        ),
      ],
    },
    notes: [
      "The secrets are `<SECRET>_AWS_ACCESS_KEY_ID` and `<SECRET>_AWS_SECRET_ACCESS_KEY`. A bot that runs in AWS with a role does not need this preset.",
    ],
  },
  {
    name: "gar",
    does: "Renovate logs in to Google Artifact Registry with the key of a service account",
    parameters: [{ name: "LOCATION", meaning: "region or multi-region", example: "europe" }, secret],
    config: { hostRules: [login({ hostType: "docker", matchHost: "https://{{arg0}}-docker.pkg.dev/" }, 1, "_json_key_base64")] },
    notes: [
      "The secret `<SECRET>_PASSWORD` is the key file in base64. A bot with Google's own credentials in its environment does not need this preset.",
    ],
  },
  {
    name: "acr",
    does: "Renovate logs in to Azure Container Registry with a token or a service principal",
    parameters: [{ name: "REGISTRY", meaning: "the registry's name", example: "example" }, secret],
    config: { hostRules: [login({ hostType: "docker", matchHost: "https://{{arg0}}.azurecr.io/" }, 1)] },
  },
  {
    name: "harbor",
    does: "Renovate logs in to Harbor with a robot account, for OCI charts and for the chart repositories of old versions",
    parameters: [{ ...host, example: "harbor.example.com" }, secret],
    config: {
      hostRules: [
        login({ hostType: "docker", matchHost: "https://{{arg0}}/" }, 1),
        login({ hostType: "helm", matchHost: "https://{{arg0}}/chartrepo/" }, 1),
      ],
    },
    notes: [
      "The secret `<SECRET>_USERNAME` is the robot's whole name, such as `robot$renovate`. Harbor has chart repositories up to version 2.7.",
    ],
  },
  {
    name: "ghcr",
    does: "Renovate logs in to GitHub's container registry with a token",
    parameters: [
      { name: "USER", meaning: "the user that the token belongs to", example: "acme-bot" },
      { ...secret, example: "CHARTS" },
    ],
    config: { hostRules: [login({ hostType: "docker", matchHost: "https://ghcr.io/" }, 1, "{{arg0}}")] },
    notes: [
      "The secret `<SECRET>_PASSWORD` is a token with `read:packages`. Its name must not start with `GITHUB_`, because GitHub does not allow that.",
    ],
  },
  {
    name: "gitlab",
    does: "Renovate logs in to GitLab's container registry and Helm repositories with a deploy token",
    parameters: [{ ...secret, example: "CHARTS" }],
    config: {
      hostRules: [
        login({ hostType: "docker", matchHost: "https://registry.gitlab.com/" }, 0),
        login({ hostType: "helm", matchHost: "https://gitlab.com/api/v4/projects/" }, 0),
      ],
    },
    notes: [
      "The token needs the scopes `read_registry` and `read_package_registry`. For your own GitLab, use `helm-and-oci-login` with its hosts.",
    ],
  },
];

/** Credentials by the names of secrets, never written. */
export const registries: Topic = {
  title: "Private registries",
  text: "Credentials are secrets of Renovate. `PLATFORM` stands for the secrets `PLATFORM_USERNAME` and `PLATFORM_PASSWORD`, unless a note says otherwise. **Set the secrets before you extend a preset. A secret that Renovate does not know stops every pull request of the repository.**",
  presets,
};
