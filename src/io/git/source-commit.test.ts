import { expect, test } from "vitest";
import { renderSiblingUrl } from "./source-commit.ts";

test.each([
  ["https://github.com/acme/infra", "https://github.com/acme/manifests"],
  ["https://github.com/acme/infra.git", "https://github.com/acme/manifests.git"],
  ["git@github.com:acme/infra.git", "git@github.com:acme/manifests.git"],
  ["ssh://git@git.example.com:2222/acme/infra.git", "ssh://git@git.example.com:2222/acme/manifests.git"],
  ["file:///srv/git/acme/infra.git", "file:///srv/git/acme/manifests.git"],
  ["https://git.example.com/forks/other-name.git/", "https://git.example.com/acme/manifests.git"],
])("the repository beside %s is %s", (url, expected) => {
  expect(renderSiblingUrl(url, { own: "acme/infra", other: "acme/manifests" })).toBe(expected);
});

test("groups within groups are replaced as a whole, where the own name is known", () => {
  const siblings = { own: "acme/platform/infra", other: "acme/manifests" };
  expect(renderSiblingUrl("https://gitlab.com/acme/platform/infra.git", siblings)).toBe("https://gitlab.com/acme/manifests.git");
});

test("an address that has no owner has no siblings", () => {
  expect(renderSiblingUrl("infra.git", { own: undefined, other: "acme/manifests" })).toBeUndefined();
});
