/** Hides values, and shows which are equal. Both sides of an object share one. */
export interface MaskedValues {
  /** The replacement of a field's value. */
  readonly field: (place: string, value: string) => string;
  /** The replacement of a part of a text. Equal numbers are equal values. */
  readonly part: (name: string, value: string) => string;
}

/** Creates an empty one. Mask the base before the head. */
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
