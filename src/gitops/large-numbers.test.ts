import { expect, it } from "vitest";
import { compareManifests } from "../manifests/compare/index.ts";
import { parseManifests } from "../manifests/objects/index.ts";
import { renderManifest } from "./manifest-text.ts";

const place = { environment: "prd", release: "quota" };
const quota = (spec: string): string => `apiVersion: example.com/v1\nkind: Quota\nmetadata:\n  name: a\nspec:\n  ${spec}\n`;
const json = (limit: string): string => `{"apiVersion":"example.com/v1","kind":"Quota","metadata":{"name":"a"},"spec":{"limit":${limit}}}`;

function write(text: string): string {
  return parseManifests(text, place)
    .map(({ value }) => renderManifest(value))
    .join("---\n");
}

function compare(base: string, head: string): readonly string[] {
  const side = (text: string) => {
    const release = { ...place, chart: { reference: "a/quota", name: "quota" }, objects: parseManifests(text, place) };
    return { releases: [release], failures: [] };
  };
  const { environments } = compareManifests(side(base), side(head), { showNoise: false });
  return environments.flatMap(({ releases }) => releases.flatMap(({ objects }) => objects.map(({ diff }) => diff)));
}

it.each(["9007199254740993", "9223372036854775807", "-9007199254740993", "18446744073709551615", "12", "0", "1.5"])(
  "the number %s is written to its last digit",
  (limit) => {
    expect(write(quota(`limit: ${limit}`))).toBe(quota(`limit: ${limit}`));
    expect(write(json(limit))).toBe(quota(`limit: ${limit}`));
  },
);

it("a change of the last digit is seen, and so is one between a number and its text", () => {
  expect(compare(quota("limit: 9007199254740993"), quota("limit: 9007199254740992"))).toEqual([
    expect.stringContaining("-  limit: 9007199254740993\n+  limit: 9007199254740992"),
  ]);
  expect(compare(quota("limit: 9007199254740993"), quota('limit: "9007199254740993"'))).toHaveLength(1);
});
