import { expect, test } from "vitest";
import { keepPins } from "./preserve-pins.ts";

const rendered = `    steps:
      - uses: actions/checkout@aaaa # v6.1.0
        with:
          fetch-depth: 0
      - uses: actions/setup-node@bbbb # v6.5.0
        with:
          node-version: 24
      - run: npx --yes desalt@0.1.0 promote
`;

test("actions, Node and desalt stay at the versions that the file has", () => {
  const bumped = rendered.replace("aaaa # v6.1.0", "cccc # v7.0.0").replace("24", "26.1.0").replace("0.1.0", "0.2.0-rc.1");
  expect(keepPins(rendered, bumped)).toBe(bumped);
});

test("no other byte of the file is kept", () => {
  const edited = `${rendered.replace("fetch-depth: 0", "fetch-depth: 1").replace("0.1.0 promote", "0.2.0 promote --dry-run")}      - run: echo\n`;
  expect(keepPins(rendered, edited)).toBe(rendered.replace("0.1.0", "0.2.0"));
});

test("a pin that the file does not have starts as it is", () => {
  expect(keepPins(rendered, "")).toBe(rendered);
  expect(keepPins(rendered, "      - uses: actions/cache@dddd # v5.0.0\n")).toBe(rendered);
});

test("actions of one repository are told apart, with a comment or without", () => {
  const two = "- uses: github/codeql-action/init@a # v1\n- uses: github/codeql-action/analyze@b\n";
  const existing = "- uses: github/codeql-action/analyze@d # v3\n- uses: github/codeql-action/init@c\n";
  expect(keepPins(two, existing)).toBe("- uses: github/codeql-action/init@c\n- uses: github/codeql-action/analyze@d # v3\n");
});

test("a replacement's signs in a pin are no replacement", () => {
  expect(keepPins("- uses: a/b@c\n", "- uses: a/b@$&$1\n")).toBe("- uses: a/b@$&$1\n");
});
