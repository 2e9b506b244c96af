import type { Published } from "./published.ts";

/** User name and password that a registry asks for. */
export interface Password {
  readonly username: string;
  readonly password: string;
}

/** A published version of a chart. */
export interface PublishedChart extends Published {
  readonly appVersion: string;
  readonly files: Readonly<Record<string, string>>;
}

interface RegistryPlace {
  /** As the fixtures write it. */
  readonly address: string;
  /** With the port, as in `charts.example.com:443`. */
  readonly host: string;
  /** Without a slash at the end; empty for the root. */
  readonly path: string;
  readonly credentials?: Password;
}

interface Package<V> {
  readonly name: string;
  readonly versions: readonly V[];
}

export interface ChartRegistry extends RegistryPlace {
  readonly kind: "helm" | "oci";
  readonly packages: readonly Package<PublishedChart>[];
}

export interface ImageRegistry extends RegistryPlace {
  readonly kind: "images";
  readonly packages: readonly Package<Published>[];
}

/** A fixture registry, checked, as it is at one moment. */
export type Registry = ChartRegistry | ImageRegistry;
