// Who sits in front of this browser, for histories and approvals. Kept in the browser; the server takes it as it takes the command line's.
const KEY = 'mockops.actor';
const NAME = /^[\w.@ -]{1,100}$/;

export function readActor(): string | null {
  const name = localStorage.getItem(KEY);
  return name !== null && NAME.test(name) ? name : null;
}

/** False: the name has signs that names cannot have. */
export function saveActor(name: string): boolean {
  const trimmed = name.trim();
  if (trimmed === '') localStorage.removeItem(KEY);
  else if (NAME.test(trimmed)) localStorage.setItem(KEY, trimmed);
  else return false;
  return true;
}
