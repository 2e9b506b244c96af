import type { RenovateOptions } from "../fleet/index.ts";

/** One entry of `packageRules`. See https://docs.renovatebot.com/configuration-options/#packagerules */
export type PackageRule = NonNullable<RenovateOptions["packageRules"]>[number];

/** One entry of `hostRules`. See https://docs.renovatebot.com/configuration-options/#hostrules */
export type HostRule = NonNullable<RenovateOptions["hostRules"]>[number];

/** A host rule with the credentials themselves, for the memory of a running Renovate and for no file. */
export type LoggedInHostRule = Pick<HostRule, "matchHost" | "hostType"> & { readonly username: string; readonly password: string };

/** Options that desalt writes, or passes through. */
export type RenovateConfig = RenovateOptions & { $schema?: string };
