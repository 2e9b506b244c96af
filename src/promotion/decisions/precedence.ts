/**
 * What decides about a version, strongest first. A rollback, and a verification that says no, end the approvals that stood at
 * that moment. A later approval ends them in turn. An emergency approval counts in a freeze.
 */
const precedence: readonly string[] = ["hold", "rollback", "verification", "freeze", "approval", "soak"];

/** The strongest of several grounds. Whatever has no rank of its own is about the soak. */
export function strongest<Ground>(grounds: readonly (Ground | undefined)[], kindOf: (ground: Ground) => string): Ground | undefined {
  const rankOf = (ground: Ground): number => {
    const rank = precedence.indexOf(kindOf(ground));
    return rank === -1 ? precedence.length : rank;
  };
  const [first] = grounds.flatMap((ground) => (ground === undefined ? [] : [ground])).toSorted((a, b) => rankOf(a) - rankOf(b));
  return first;
}
