/** The part of a JSON Schema that messages need. */
export interface SchemaNode {
  readonly $id?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: { readonly [key: string]: SchemaNode };
}

/** The definitions of a schema, whose descriptions become hints. */
export interface SchemaDefinitions {
  readonly [name: string]: SchemaNode;
}

/** One error of a generated validator. */
export interface SchemaError {
  readonly keyword: string;
  /** The place in the value, as a JSON pointer. */
  readonly instancePath: string;
  readonly params: { readonly [name: string]: unknown };
  /** The property's name, if the error is in the name. */
  readonly propertyName?: string;
  readonly message?: string;
  readonly parentSchema?: SchemaNode;
  /** The value at that place; only from validators that report all errors. */
  readonly data?: unknown;
}

/** A function that `npm run codegen` generates from a JSON Schema. */
export interface GeneratedValidator {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the code cannot name the types of the folder that owns it
  <T>(value: unknown): value is T;
  /** The errors of the last call. */
  readonly errors?: readonly SchemaError[] | null;
}

/** The same for one type of value. */
export interface Validator<T> {
  (value: unknown): value is T;
  /** The errors of the last call. */
  readonly errors?: readonly SchemaError[] | null;
}

/** The errors of the last check. */
export function errorsOf({ errors }: Pick<Validator<unknown>, "errors">): readonly SchemaError[] {
  return errors ?? [];
}

/** The errors of the last check in one line, for files that programs write. */
export function renderErrorsText(validator: Pick<Validator<unknown>, "errors">): string {
  return errorsOf(validator)
    .map(({ instancePath, message }) => `data${instancePath} ${message}`)
    .join(", ");
}
