/** Which environment decides about a release, for the model of the merge check. */
import type { RunningRelease } from "../src/promotion/index.ts";
import { addressOf, chartOf, everIn, isSameRelease, spansOf, type ModelChange, type ModelFollower, type Span } from "./lock-past.ts";

/** A release in a change, before and after. */
export interface Move {
  readonly change: ModelChange;
  readonly follower: ModelFollower;
  readonly from: RunningRelease | undefined;
  readonly to: RunningRelease;
  readonly version: string;
}

/** The environment that decides about a release. */
export interface Upstream {
  readonly name: string;
  /** The release's own past, or those of its chart under all other names. */
  readonly spans: readonly (readonly Span[])[];
  /** All addresses that it took the chart from. */
  readonly addresses: readonly string[];
  /** Whether only this change brings the chart there. */
  readonly isBrought: boolean;
}

/** The environments that one follows, nearest first. */
export function chainOf({ followers }: ModelChange, environment: string): readonly string[] {
  const chain: string[] = [];
  for (let name: string | undefined = environment; name !== undefined;) {
    const next: string | undefined = followers.find((one) => one.name === name)?.follows;
    if (next !== undefined) chain.push(next);
    name = next;
  }
  return chain;
}

/** The nearest environment up the chain that ever had a release or its chart. */
export function upstreamOf({ change, follower, to }: Move): Upstream | undefined {
  for (const name of chainOf(change, follower.name)) {
    const ever = everIn(change, name);
    const brought = change.head.get(name) ?? [];
    const ofChart = ever.filter((one) => chartOf(one) === chartOf(to));
    const isBrought = ofChart.length === 0 && brought.some((one) => chartOf(one) === chartOf(to));
    if (ofChart.length === 0 && !isBrought) continue;
    const own = ofChart.find((one) => one.name === to.name);
    const keys = own === undefined ? ofChart : [own];
    const taken = isBrought ? brought.filter((one) => chartOf(one) === chartOf(to)) : ofChart;
    const distinct = keys.filter((one, index) => keys.findIndex((other) => isSameRelease(one, other)) === index);
    return { name, spans: distinct.map((key) => spansOf(change, name, key)), addresses: taken.map(addressOf), isBrought };
  }
  return undefined;
}
