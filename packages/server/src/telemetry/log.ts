// The log: JSON lines in production, readable lines on a terminal. Secrets that this process has opened do not stand in it.
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import type { Redactor } from '../secrets/redactor.ts';

export function createLog(level: string, redactor: Redactor): Logger {
  const options = { level, hooks: { streamWrite: redactor.text } };
  if (!process.stdout.isTTY) return pino(options);
  return pino(options, pretty({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l', sync: true }));
}
