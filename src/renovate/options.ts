import type { RenovateOptions } from "../fleet/index.ts";

/** One entry of `packageRules`. See https://docs.renovatebot.com/configuration-options/#packagerules */
export type PackageRule = NonNullable<RenovateOptions["packageRules"]>[number];

/** One entry of `hostRules`; Renovate's schema leaves out the credentials. See https://docs.renovatebot.com/configuration-options/#hostrules */
export type HostRule = NonNullable<RenovateOptions["hostRules"]>[number] & {
  username?: string;
  password?: string;
  token?: string;
  encrypted?: { username?: string; password?: string; token?: string };
};

/** Options that desalt writes, or passes through. */
export type RenovateConfig = Omit<RenovateOptions, "hostRules" | "helmfile"> & {
  $schema?: string;
  hostRules?: HostRule[];
  helmfile?: RenovateOptions & { managerFilePatterns?: string[] };
};
