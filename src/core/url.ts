/** Removes final slashes from an address. */
export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/u, "");
}

/** Removes `oci://` and final slashes from an address, as registries and Renovate do. */
export function withoutOciScheme(url: string): string {
  return withoutTrailingSlash(url.replace(/^oci:\/\//u, ""));
}

/** One text for all spellings of a chart repository's address: lower-case host, no default port, no user, no final slash. */
export function normalAddress(url: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//iu.test(url) ? url : `oci://${url}`;
  const parsed = URL.parse(withScheme);
  if (parsed === null) return withoutTrailingSlash(url);
  const { protocol, host, pathname, search } = parsed;
  // The parser knows the default port of https, but not of oci.
  const authority = protocol === "oci:" ? host.toLowerCase().replace(/:443$/u, "") : host.toLowerCase();
  return `${protocol}//${authority}${withoutTrailingSlash(pathname.replaceAll(/\/{2,}/gu, "/"))}${search}`;
}

/**
 * Removes user and password from an address, and keeps the sign behind them: `https://@charts.example.com`. Programs that compare addresses as
 * texts, as Renovate does, see that there was a user.
 */
export function withoutUser(address: string): string {
  return address.replace(/^((?:[\w+.-]+::)?[a-z][a-z0-9+.-]*:\/\/)[^/?#{}]*@/iu, "$1@");
}
