/** A minor of Kubernetes as a text, "1.36": as a number, "1.30" would be 1.3. */
export type Minor = string;

/** The minor of "1.36", "v1.36.4" or "1.36.4-eks-1"; undefined for any other text. */
export function parseMinor(text: string): Minor | undefined {
  const [, minor] = /^v?(1\.(?:0|[1-9]\d{0,2}))(?:\.\d+(?:[-+.][\w.+-]*)?)?$/u.exec(text) ?? [];
  return minor;
}

/** Less than 0 if `a` is older than `b`. */
export function compareMinors(a: Minor, b: Minor): number {
  return numberOf(a) - numberOf(b);
}

/** The minor after another. */
export function nextMinor(minor: Minor): Minor {
  return `1.${numberOf(minor) + 1}`;
}

function numberOf(minor: Minor): number {
  return Number(minor.slice(minor.indexOf(".") + 1));
}
