/** The place of a declaration: a file, and the path of keys. */
export interface ConfigLocation {
  /** The file's name, for users. */
  readonly source: string;
  readonly path: readonly (string | number)[];
}

/** A place further inside. */
export function locationAt(place: ConfigLocation, ...keys: readonly (string | number)[]): ConfigLocation {
  return { source: place.source, path: [...place.path, ...keys] };
}

/** Renders a place for messages: `desalt.config.ts, releases.portal.values`. */
export function renderLocation({ source, path }: ConfigLocation): string {
  return path.length === 0 ? source : `${source}, ${renderPath(path)}`;
}

/** Renders keys as in code: `releases.portal.needs[0]`. The key `()` means a function's result. */
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
