import { parseCsv } from "./csv.ts";
import { compareMinors, type Minor } from "./minor.ts";
import { tables } from "./tables.generated.ts";

/** The dates of a minor, upstream or as a provider has it. */
export interface MinorDates {
  readonly platform: string;
  readonly minor: Minor;
  readonly release: string;
  /** Until when bugs are fixed; after that only security. */
  readonly maintenance?: string;
  readonly endOfLife: string;
  /** The end of paid support: extended on EKS, LTS on AKS. */
  readonly extended?: string;
  readonly source: string;
  readonly asOf: string;
}

let loaded: readonly MinorDates[] | undefined;

/** Reads the table of minors, once. */
export function readMinors(): readonly MinorDates[] {
  loaded ??= parseCsv(tables.minors).map((row) => {
    const { platform = "", minor = "", release = "", maintenance = "", extended = "", source = "" } = row;
    return {
      platform,
      minor,
      release,
      source,
      endOfLife: row["end_of_life"] ?? "",
      asOf: row["as_of"] ?? "",
      ...(maintenance !== "" && { maintenance }),
      ...(extended !== "" && { extended }),
    };
  });
  return loaded;
}

/** The dates of a minor on a platform; undefined if the table does not have it. */
export function findMinor(minor: Minor, platform = "upstream"): MinorDates | undefined {
  return readMinors().find((row) => row.platform === platform && row.minor === minor);
}

/** Every minor that is released as far as the table knows, from the oldest to the newest. */
export function knownMinors(): readonly Minor[] {
  return readMinors()
    .flatMap(({ platform, minor }) => (platform === "upstream" ? [minor] : []))
    .toSorted(compareMinors);
}

/** The newest minor that is released as far as the table knows. */
export function newestMinor(): Minor {
  return knownMinors().at(-1) ?? "";
}
