import { expect, it } from "vitest";
import { guardOutput } from "./guard-output.ts";

function written(text: string): string {
  let all = "";
  const stream = {
    write: (chunk: string | Uint8Array) => {
      all += String(chunk);
      return true;
    },
  };
  guardOutput(stream);
  stream.write(text);
  return all;
}

it.each([
  ["a cleared screen", "portal \u001B[2J\u001B[1;1H", String.raw`portal \u001b[2J\u001b[1;1H`],
  ["a title", "\u001B]0;x\u0007", String.raw`\u001b]0;x\u0007`],
  ["a return to the start of the line", "error\rfine ", String.raw`error\u000dfine `],
  ["a text that is turned around", "a\u202Eb\u2066c", String.raw`a\u202eb\u2066c`],
  ["hidden text", "\u001B[8mx\u001B[28m", String.raw`\u001b[8mx\u001b[28m`],
  ["a command to the runner", "a\n  ::stop-commands::x\n", "a\n  : :stop-commands::x\n"],
  ["another line break", "a\u2028b\u0085c", String.raw`a\u2028b\u0085c`],
])("%s is shown", (_, text, expected) => {
  expect(written(text)).toBe(expected);
});

it.each(["\u001B[31mred\u001B[39m\n", "\u001B[1A", "\u001B[?25l", "a\tb\n", "日本語 é 👩‍🚒\n", '{"a": "b::c"}\n'])("%j passes", (text) => {
  expect(written(text)).toBe(text);
});

it("JSON keeps its meaning", () => {
  const value = { name: "a\u202Eb\u0085c" };
  expect(JSON.parse(written(`${JSON.stringify(value)}\n`))).toEqual(value);
});
