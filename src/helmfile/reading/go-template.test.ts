import { describe, expect, it } from "vitest";
import { maskTemplates, unmask } from "./go-template.ts";

describe("maskTemplates", () => {
  it.each([
    ["an action as a value", "a: {{ .x }}\n", /^a: \uE000{8}\n$/u],
    ["a line of actions", "  {{- if .x }} {{ end }} # why\na: 1\n", /^ {30}\na: 1\n$/u],
    ["braces inside strings and comments", 'a: {{ `}}` }}{{ "}}" }}{{/* }} */}}b\n', /^a: \uE000+b\n$/u],
    ["escaped quotes of a YAML string", 'a: "{{ f \\"x\\" }}"\nb: "{{ g }}"\n', /^a: "\uE000+"\nb: "\uE000+"\n$/u],
    ["an action over several lines", "{{- /* a\nb */ -}}\na: 1\n", /^ {8}\n {8}\na: 1\n$/u],
    ["braces that never close", "a: {{ x\nb: 1\n", /^a: \{\{ x\nb: 1\n$/u],
  ])("hides %s, every offset kept", (_name, original, expected) => {
    const { text } = maskTemplates(original);

    expect(text).toMatch(expected);
    expect(text).toHaveLength(original.length);
  });

  it("is undone in a value", () => {
    const masked = maskTemplates("name: a-{{ .x }}-{{ .y }}\n");

    expect(unmask(masked.text.slice(6, -1), masked, [6, masked.text.length])).toBe("a-{{ .x }}-{{ .y }}");
  });
});
