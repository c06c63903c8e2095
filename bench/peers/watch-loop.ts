// Loaded into a server before its own code (`node --import`): on SIGUSR2 prints `STALL <ms>`, the longest time that its event loop stood still since the last one.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
process.on('SIGUSR2', () => {
  console.log(`STALL ${(delay.max / 1e6).toFixed(1)}`);
  delay.reset();
});
