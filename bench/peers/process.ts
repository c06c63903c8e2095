// What the little servers of the benchmarks share: say the port when ready, end when asked.

export function announce(port: number): void {
  console.log(JSON.stringify({ port }));
}

export function endWith(close: () => void): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, close);
}
