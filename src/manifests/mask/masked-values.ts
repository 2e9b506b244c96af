/** Hides values, and shows which of them are equal. One for both sides of an object. */
export interface MaskedValues {
  /** What stands in place of a value that has a field of its own. */
  readonly field: (place: string, value: string) => string;
  /** What stands in place of a part of a text; equal numbers are equal values. */
  readonly part: (name: string, value: string) => string;
}

/** Starts with nothing seen. The base is to be shown before the head. */
export function createMaskedValues(): MaskedValues {
  const seen = new Map<string, string[]>();
  const numberOf = (scope: string, value: string): number => {
    const values = seen.get(scope) ?? [];
    seen.set(scope, values);
    const index = values.indexOf(value);
    return index === -1 ? values.push(value) : index + 1;
  };
  return {
    field: (place, value) => {
      const number = numberOf(`field ${place}`, value);
      if (number === 1) return "<masked>";
      return number === 2 ? "<masked, changed>" : `<masked, value ${number}>`;
    },
    part: (name, value) => `<masked ${numberOf(`part ${name.toLowerCase()}`, value)}>`,
  };
}
