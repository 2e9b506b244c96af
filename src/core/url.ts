/** An address without slashes at its end. */
export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/u, "");
}

/** An address without `oci://` and without slashes at its end, as registries and Renovate name it. */
export function withoutOciScheme(url: string): string {
  return withoutTrailingSlash(url.replace(/^oci:\/\//u, ""));
}
