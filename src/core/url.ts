/** Removes final slashes from an address. */
export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/u, "");
}

/** Removes `oci://` and final slashes from an address, as registries and Renovate do. */
export function withoutOciScheme(url: string): string {
  return withoutTrailingSlash(url.replace(/^oci:\/\//u, ""));
}
