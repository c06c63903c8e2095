// A smaller message that shows the same: members and items are left out while it still does. Bounded, and the same every time.
import { isObject } from '../../json.ts';

const MAX_TRIES = 150;

export function shrink(value: unknown, shows: (value: unknown) => boolean): unknown {
  let left = MAX_TRIES;
  const smaller = (part: unknown, rebuild: (part: unknown) => unknown): unknown => {
    let current = part;
    const attempt = (next: unknown): boolean => {
      left -= 1;
      if (left < 0 || !shows(rebuild(next))) return false;
      current = next;
      return true;
    };
    if (isObject(current)) {
      for (const name of Object.keys(current)) {
        if (left <= 0 || !isObject(current)) break;
        attempt(Object.fromEntries(Object.entries(current).filter(([other]) => other !== name)));
      }
      for (const name of Object.keys(isObject(current) ? current : {})) {
        if (left <= 0 || !isObject(current)) break;
        const object = current;
        current = { ...object, [name]: smaller(object[name], (inner) => rebuild({ ...object, [name]: inner })) };
      }
    } else if (Array.isArray(current)) {
      for (let index = current.length - 1; index >= 0 && left > 0 && Array.isArray(current); index -= 1)
        attempt(current.filter((_, at) => at !== index));
      for (let index = 0; Array.isArray(current) && index < current.length && left > 0; index += 1) {
        const list: unknown[] = current;
        current = list.with(
          index,
          smaller(list[index], (inner) => rebuild(list.with(index, inner))),
        );
      }
    }
    return current;
  };
  return smaller(value, (whole) => whole);
}
