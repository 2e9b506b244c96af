import { expect, it } from "vitest";
import { findUnusedAllowances, validateRemovals } from "./removals.ts";

const definition = "crds/CustomResourceDefinition.apiextensions.k8s.io__foos.example.com.yaml";
const services = (count: number): string[] => Array.from({ length: count }, (_, index) => `dev/web/Service__s${index}.yaml`);

function refused(before: readonly string[], after: readonly string[], allow: readonly string[] = []): string[] {
  return validateRemovals({ before, after, allow, share: 0.2 }).map(({ message }) => message.split("\n")[0] ?? "");
}

it("lets a few objects go, and refuses more than the share", () => {
  expect(refused(services(25), services(20))).toEqual([]);
  expect(refused(services(24), services(19))).toEqual(["5 of 24 objects would be removed, more than 20 %:"]);
  expect(refused(services(5), services(1))).toEqual([]);
  expect(refused(services(24), services(19), ["dev/web"])).toEqual([]);
});

it("counts what a release no longer renders, also where another one has objects of the same names", () => {
  const portal = services(7).map((path) => path.replace("/web/", "/portal/"));
  expect(refused([...services(7), ...portal], portal)).toEqual(["7 of 14 objects would be removed, more than 20 %:"]);
  expect(refused(services(7), portal)).toEqual([]);
});

it("refuses definitions and namespaces one by one, unless another release has them now", () => {
  const before = [`dev/a/${definition}`, "dev/a/Namespace__shop.yaml", "dev/a/Service__a.yaml"];
  expect(refused(before, ["dev/a/Service__a.yaml"])).toEqual([
    `"dev/a/${definition}" would be removed, which is a CustomResourceDefinition, and with it every object of its kind`,
    '"dev/a/Namespace__shop.yaml" would be removed, which is a Namespace, and with it everything inside',
  ]);
  expect(refused(before, ["dev/a/Service__a.yaml", `dev/b/${definition}`, "dev/b/Namespace__shop.yaml"])).toEqual([]);
  expect(refused(before, ["dev/a/Service__a.yaml"], ["Namespace/shop", "CustomResourceDefinition/foos.example.com"])).toEqual([]);
});

it("refuses an environment or a cluster that renders to nothing", () => {
  expect(refused(["dev/a/Service__a.yaml"], [])).toEqual(['"dev" renders to nothing, so its only object would be removed']);
  const before = ["prd/tokyo/a/Service__a.yaml", "prd/osaka/a/Service__a.yaml", `prd/osaka/a/${definition}`];
  expect(refused(before, ["prd/tokyo/a/Service__a.yaml"])).toEqual([
    '"prd/osaka" renders to nothing, so all of its 2 objects would be removed',
  ]);
  expect(refused(before, ["prd/tokyo/a/Service__a.yaml"], ["prd/osaka"])).toEqual([]);
});

it("tells names that nothing removed has", () => {
  expect(
    findUnusedAllowances({ before: services(2), after: [], allow: ["dev", "web", "wbe", "Service/s1", "dev/web/Service__s9.yaml"] }),
  ).toEqual(["wbe", "dev/web/Service__s9.yaml"]);
});
