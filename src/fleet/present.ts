/** The keys of an object that have a value. */
export type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** Removes the keys that are undefined or null, because a resolved fleet has no such values. */
export function present<T extends object>(options: T): Present<T>;
export function present(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));
}
