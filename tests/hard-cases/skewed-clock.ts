// Preloaded into a server (`node --import`): its wall clock is wrong by as many milliseconds as a file says, which may change while it runs. Its monotonic
// clock and its timers are right, as on a machine whose clock somebody sets.
import { readFileSync } from 'node:fs';

const file = process.env.SKEWED_CLOCK ?? '';
const read = () => Number(readFileSync(file, 'utf8'));
const RealDate = Date;
let skew_ms = read();
setInterval(() => {
  skew_ms = read();
}, 50).unref();

const now = () => RealDate.now() + skew_ms;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given) => (given.length === 0 ? new target(now()) : Reflect.construct(target, given)),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
