// A port as an option says it.
import { Failure } from './failure.ts';

/** 0 means any free one. */
export function readPort(text: string): number {
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Failure(`"${text}" is not a port; ports are 0 to 65535.`);
}
