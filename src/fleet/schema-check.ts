import type { DeclaredFleet, DeclaredRelease } from "./declared.ts";
import type { SchemaDefinitions, Validator } from "../core/schema.ts";
import { definitions, isFleet, isGroup } from "./fleet.validator.generated.ts";

/** The argument of defineFleet, and the content of a YAML file with its included files. */
export interface FleetLiteral extends Omit<DeclaredFleet, "source" | "groups"> {
  readonly releases?: { readonly [name: string]: DeclaredRelease };
  readonly include?: readonly unknown[];
}

/** The result of defineReleases, and the content of an included YAML file. */
interface GroupLiteral {
  readonly releases: { readonly [name: string]: DeclaredRelease };
}

/** The check of a config's structure. */
export interface SchemaCheck {
  readonly isFleet: Validator<FleetLiteral>;
  readonly isGroup: Validator<GroupLiteral>;
  readonly definitions: SchemaDefinitions;
}

/** The check of a config's structure, which `npm run codegen` generates from schemas/desalt.schema.json. */
export const schemaCheck: SchemaCheck = { isFleet, isGroup, definitions };
