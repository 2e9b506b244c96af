import type { DeclaredFleet, DeclaredRelease } from "./declared.ts";
import type { SchemaDefinitions, Validator } from "../core/schema.ts";
import { definitions, isFleet, isGroup } from "./fleet.validator.generated.ts";

/** What defineFleet takes, and what a YAML file holds once its included files are read. */
export interface FleetLiteral extends Omit<DeclaredFleet, "source" | "groups"> {
  readonly releases?: { readonly [name: string]: DeclaredRelease };
  readonly include?: readonly unknown[];
}

/** What defineReleases returns, and what an included YAML file holds. */
export interface GroupLiteral {
  readonly releases: { readonly [name: string]: DeclaredRelease };
}

/** The check of a config's structure. */
export interface SchemaCheck {
  readonly isFleet: Validator<FleetLiteral>;
  readonly isGroup: Validator<GroupLiteral>;
  readonly definitions: SchemaDefinitions;
}

/** The check of a config's structure, as `npm run codegen` made it of schemas/desalt.schema.json. */
export const schemaCheck: SchemaCheck = { isFleet, isGroup, definitions };
