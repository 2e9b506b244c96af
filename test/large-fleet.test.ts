import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseFleet, resolveFleet } from "../src/fleet/index.ts";
import fleet from "./fixtures/types/large-fleet/fleet.ts";

const root = join(import.meta.dirname, "..");
const fixture = join(import.meta.dirname, "fixtures/types/large-fleet");
const files = ["base.ts", "data.ts", "delivery.ts", "fleet.ts", "networking.ts", "observability.ts", "products.ts", "security.ts"] as const;
type FixtureFile = (typeof files)[number];

/** One copy serves all tests: each makes an edit, has it checked, and undoes it. */
let copy = "";

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "desalt-large-fleet-"));
  await cp(fixture, copy, { recursive: true });
  for (const file of files) await writeFile(join(copy, file), await readFixture(file));
  const { compilerOptions } = JSON.parse(await readFile(join(root, "tsconfig.json"), "utf8"));
  const options = { ...compilerOptions, types: [], rewriteRelativeImportExtensions: false };
  await writeFile(join(copy, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
  await writeFile(join(copy, "package.json"), JSON.stringify({ type: "module" }));
});

afterAll(async () => {
  await rm(copy, { recursive: true, force: true });
});

/** A file of the fixture, importing desalt from where it is. */
async function readFixture(file: FixtureFile): Promise<string> {
  const text = await readFile(join(fixture, file), "utf8");
  return text.replaceAll("../../../../src/", `${root}/src/`);
}

/** What `tsc` prints for the fixture with one edit; empty when it is content. */
async function typecheck(file: FixtureFile, [before, after]: readonly [string, string]): Promise<string> {
  const text = await readFixture(file);
  expect(text).toContain(before);
  await writeFile(join(copy, file), text.replace(before, after));
  const { stdout } = await execa(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.json", "--pretty", "false"], {
    cwd: copy,
    reject: false,
  });
  await writeFile(join(copy, file), text);
  return stdout;
}

test("sixty releases in six environments type-check", async () => {
  expect(await typecheck("fleet.ts", ["acme/infra", "acme/infra"])).toBe("");
});

test("what type-checks is a valid fleet", () => {
  const resolved = resolveFleet(parseFleet(fleet, "fleet.ts"));
  expect(resolved.environments.map(({ name, releases }) => `${name} ${releases.length}`)).toMatchInlineSnapshot(`
    [
      "lab 54",
      "dev 60",
      "stg 60",
      "prd-jp 60",
      "prd-eu 60",
      "prd-us 60",
    ]
  `);
});

const mistakes: readonly {
  readonly says: string;
  readonly file: FixtureFile;
  readonly edit: readonly [string, string];
  readonly expected: string;
}[] = [
  {
    says: "an unknown repository",
    file: "networking.ts",
    edit: ["jetstack/trust-manager", "jetstak/trust-manager"],
    expected: `networking.ts(13,5): error TS2322: Type '"jetstak/trust-manager"' is not assignable to type 'ChartReference<"altinity" | "aqua" | "argo" | "bitnami" | "cilium" | "cnpg" | "descheduler" | "dns" | "fairwinds" | "falco" | "grafana" | "hashicorp" | "istio" | "jetstack" | "karpenter" | ... 12 more ... | "velero">'.`,
  },
  {
    says: "a mistyped key of a release",
    file: "observability.ts",
    edit: ["namespace:", "namespce:"],
    expected: `observability.ts(8,5): error TS2561: Object literal may only specify known properties, but 'namespce' does not exist in type 'Release<"dev" | "lab" | "prd-eu" | "prd-jp" | "prd-us" | "stg", "altinity" | "aqua" | "argo" | "bitnami" | "cilium" | "cnpg" | "descheduler" | "dns" | "fairwinds" | "falco" | "grafana" | ... 16 more ... | "velero", NoInfer<{ ...; }>>'. Did you mean to write 'namespace'?`,
  },
  {
    says: "an unknown environment in only",
    file: "data.ts",
    edit: ['"stg"', '"stag"'],
    expected: `data.ts(74,19): error TS2820: Type '"stag"' is not assignable to type '"dev" | "lab" | "prd-eu" | "prd-jp" | "prd-us" | "stg"'. Did you mean '"stg"'?`,
  },
  {
    says: "an unknown environment in an override",
    file: "security.ts",
    edit: ["lab:", "labb:"],
    expected: `security.ts(10,21): error TS2561: Object literal may only specify known properties, but 'labb' does not exist in type '{ readonly dev?: false | EnvironmentOverride<"dev" | "lab" | "prd-eu" | "prd-jp" | "prd-us" | "stg", "altinity" | "aqua" | "argo" | "bitnami" | "cilium" | "cnpg" | "descheduler" | "dns" | "fairwinds" | "falco" | ... 17 more ... | "velero", NoInfer<{ ...; }>>; ... 4 more ...; readonly stg?: false | EnvironmentOverrid...'. Did you mean to write 'lab'?`,
  },
  {
    says: "an unknown setting",
    file: "products.ts",
    edit: ["settings.replicas", "settings.replica"],
    expected: `products.ts(9,92): error TS2551: Property 'replica' does not exist on type '{ domain: string; replicas: number; }'. Did you mean 'replicas'?`,
  },
  {
    says: "a text where a boolean belongs",
    file: "delivery.ts",
    edit: ["wait: false", 'wait: "no"'],
    expected: `delivery.ts(10,28): error TS2322: Type 'string' is not assignable to type 'Wait | undefined'.`,
  },
  {
    says: "an unknown environment in follows",
    file: "base.ts",
    edit: ['follows: "dev"', 'follows: "dve"'],
    expected: `base.ts(8,32): error TS2322: Type '"dve"' is not assignable to type '"dev" | "lab" | "prd-eu" | "prd-jp" | "prd-us" | "stg" | null'.`,
  },
  {
    says: "a soak time that is none",
    file: "base.ts",
    edit: ['"3 days"', '"3 dayz"'],
    expected: `base.ts(8,48): error TS2322: Type '"3 dayz"' is not assignable to type 'SoakOptions'.`,
  },
  {
    says: "a literal password",
    file: "base.ts",
    edit: ["private: true", 'private: true, password: "x"'],
    expected: `base.ts(49,70): error TS2353: Object literal may only specify known properties, and 'password' does not exist in type 'RepositoryOptions'.`,
  },
  {
    says: "a mistyped key of the fleet",
    file: "fleet.ts",
    edit: ["timezone:", "timezon:"],
    expected: `fleet.ts(13,3): error TS2561: Object literal may only specify known properties, but 'timezon' does not exist in type 'Fleet<"dev" | "lab" | "prd-eu" | "prd-jp" | "prd-us" | "stg", "altinity" | "aqua" | "argo" | "bitnami" | "cilium" | "cnpg" | "descheduler" | "dns" | "fairwinds" | "falco" | "grafana" | ... 16 more ... | "velero", { ...; }>'. Did you mean to write 'timezone'?`,
  },
];

for (const { says, file, edit, expected } of mistakes) {
  test(`the compiler explains ${says}, at its place and nowhere else`, async () => {
    expect(await typecheck(file, edit)).toBe(expected);
  });
}
