// Paths as people write them: `steps[0].config.channels[1]`, `labels["a b"]`; and what a value holds at one.

export type Path = readonly (string | number)[];

/** `continued` keeps the dot in front of a first name, for a path that goes on after another. */
export function formatPath(path: Path, continued = false): string {
  const text = path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`;
      return /^[A-Za-z_][\w-]*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
    })
    .join('');
  return continued || !text.startsWith('.') ? text : text.slice(1);
}

export function readPath(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = Reflect.get(current, part);
  }
  return current;
}
