import type { Issue } from "../core/user-error.ts";
import type { Fixtures } from "./fixtures.generated.ts";
import { publish, type Published } from "./published.ts";
import type { ImageRegistry } from "./registry.ts";

/** Where images without a host are: what people write, and the host that Docker clients ask. */
export const dockerHub = { address: "docker.io", host: "index.docker.io" } as const;

interface ImageName {
  /** As in `credentials`: `docker.io`, `ghcr.io`, `registry.example.com:5000`. */
  readonly address: string;
  readonly repository: string;
}

/** Reads an image's name as Docker does: `nginx` is `docker.io/library/nginx`. */
function parseImageName(name: string): ImageName {
  const [first = "", ...rest] = name.split("/");
  const hasHost = rest.length > 0 && (/[.:]/u.test(first) || first === "localhost");
  const address = hasHost && first !== dockerHub.host ? first : dockerHub.address;
  const repository = hasHost ? rest.join("/") : name;
  return { address, repository: address === dockerHub.address && !repository.includes("/") ? `library/${repository}` : repository };
}

/** The image registries of the fixtures as they are at a moment, one per host; what is wrong is added to `issues`. */
export function publishImages({ images = {} }: Fixtures, now: Date, issues: Issue[]): readonly ImageRegistry[] {
  const hosts = new Map<string, { name: string; versions: readonly Published[] }[]>();
  const named = new Map<string, string>();
  for (const [image, entries] of Object.entries(images)) {
    if (!/^[a-z0-9][\w.:-]*(?:\/[\w.-]+)*$/u.test(image) || /:[^/]*$/u.test(image)) {
      issues.push({
        message: `"${image}" is not the name of an image (fixtures, images)`,
        hint: 'write it without a tag: "ghcr.io/acme/api"',
      });
      continue;
    }
    const { address, repository } = parseImageName(image);
    const twin = named.get(`${address}/${repository}`);
    if (twin !== undefined)
      issues.push({ message: `"${twin}" and "${image}" are the same image (fixtures, images)`, hint: "remove one of them" });
    named.set(`${address}/${repository}`, image);
    const versions = publish({ entries, where: `fixtures, images, ${image}`, now }, issues).map(({ version, released }) => ({
      version,
      released,
    }));
    hosts.set(address, [...(hosts.get(address) ?? []), { name: repository, versions }]);
  }
  return [...hosts].map(([address, packages]) => {
    const host = address === dockerHub.address ? dockerHub.host : address;
    return { address, kind: "images", host: host.includes(":") ? host : `${host}:443`, path: "", packages };
  });
}
