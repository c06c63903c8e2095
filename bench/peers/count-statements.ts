// Loaded into a server before its own code (`node --import`): counts the statements that it sends to PostgreSQL, and on SIGUSR2 prints `STATEMENTS <count>`.
import pg from 'pg';

let count = 0;
const query: unknown = Reflect.get(pg.Client.prototype, 'query');
if (typeof query !== 'function') throw new Error('pg has no Client.query');
Reflect.set(pg.Client.prototype, 'query', function counted(this: pg.Client, ...args: unknown[]) {
  count += 1;
  return Reflect.apply(query, this, args);
});

process.on('SIGUSR2', () => console.log(`STATEMENTS ${count}`));
