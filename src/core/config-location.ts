/** Where something is declared: a file, and the keys that lead to it. */
export interface Place {
  /** The file's name, as the user knows it. */
  readonly source: string;
  readonly path: readonly (string | number)[];
}

/** A place further inside. */
export function placeAt(place: Place, ...keys: readonly (string | number)[]): Place {
  return { source: place.source, path: [...place.path, ...keys] };
}

/** Renders a place as messages show it: `desalt.config.ts, releases.portal.values`. */
export function renderPlace({ source, path }: Place): string {
  return path.length === 0 ? source : `${source}, ${renderPath(path)}`;
}

/** Renders keys as one would write them: `releases.portal.needs[0]`; the key `()` is what a function returned. */
function renderPath(path: readonly (string | number)[]): string {
  let text = "";
  for (const key of path) {
    if (key === "()") text += key;
    else if (typeof key === "number") text += `[${key}]`;
    else if (/^[\w$-]+$/u.test(key)) text += text === "" ? key : `.${key}`;
    else text += `[${JSON.stringify(key)}]`;
  }
  return text;
}
