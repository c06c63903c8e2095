// Ids that people type may be anything; PostgreSQL refuses to compare a uuid with what is none, and comparing as text would read the whole table.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
