import { withoutTrailingSlash } from "../../../core/url.ts";
import { UserError } from "../../../core/user-error.ts";

/** The chart that a user gives to `desalt add`. */
export type ChartAddress =
  | { readonly kind: "declared"; readonly repository: string; readonly chart: string }
  | { readonly kind: "url"; readonly url: string; readonly oci: boolean; readonly chart: string }
  | { readonly kind: "local"; readonly path: string };

const forms = "write REPOSITORY/CHART, https://HOST/PATH/CHART, oci://HOST/PATH/CHART, or ./PATH of a chart in this repository";

/** Reads `jetstack/cert-manager`, `https://charts.jetstack.io/cert-manager`, `oci://ghcr.io/example/charts/portal` or `./charts/portal`. */
export function parseChartAddress(text: string): ChartAddress {
  if (text.startsWith("./")) return { kind: "local", path: withoutTrailingSlash(text) };
  if (text.includes("://")) return parseUrl(text);
  const slash = text.indexOf("/");
  const [repository, chart] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash < 1 || !isChartName(chart)) throw new UserError({ message: `"${text}" is not a valid chart`, hint: forms });
  return { kind: "declared", repository, chart };
}

function parseUrl(text: string): ChartAddress {
  const url = URL.parse(withoutTrailingSlash(text));
  if (url?.username !== "" || url.password !== "") {
    // The text may hold a password, so it is not shown.
    throw new UserError(
      url === null
        ? { message: "this is not a valid address of a chart", hint: forms }
        : {
            message: `the address contains credentials, which do not belong in a config ("${url.host}")`,
            hint: "remove them from the address, and add --private",
          },
    );
  }
  const slash = url.pathname.lastIndexOf("/");
  const chart = url.pathname.slice(slash + 1);
  const isKnown = ["https:", "http:", "oci:"].includes(url.protocol);
  if (!isKnown || url.host === "" || !isChartName(chart) || url.search !== "" || url.hash !== "")
    throw new UserError({ message: `"${text}" is not a valid chart`, hint: forms });
  const address = `${url.host}${url.pathname.slice(0, slash)}`;
  if (url.protocol === "oci:") return { kind: "url", url: address, oci: true, chart };
  return { kind: "url", url: `${url.protocol}//${address}`, oci: false, chart };
}

/** Derives a repository's name from its address: the part that distinguishes it from others. */
export function nameRepository(url: string): string {
  const [host = "", ...path] = url
    .replace(/^https?:\/\//u, "")
    .toLowerCase()
    .split("/");
  const domain = host
    .replace(/:\d+$/u, "")
    .replace(/\.github\.io$/u, "")
    .split(".");
  const labels = domain.length > 1 ? domain.slice(0, -1) : domain;
  const isOwner = host.endsWith(".github.io");
  const candidates = isOwner ? [...labels, ...path] : [...(url.includes("://") ? labels.toReversed() : path), ...labels, ...path];
  const distinctive = candidates.find(
    (name) => !/^(?:www|charts?|helm|helm-?charts?|helmcharts?|stable|registry|repo|artifacts?|packages)$/u.test(name),
  );
  return (distinctive ?? host).replaceAll(/[^a-z0-9]+/gu, "-").replaceAll(/^[^a-z]+|-+$/gu, "");
}

function isChartName(name: string): boolean {
  return /^[\w.-]+(?:\/[\w.-]+)*$/u.test(name) && !name.split("/").includes("..");
}
