// The log: JSON lines in production, readable lines on a terminal.
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export function createLog(level: string): Logger {
  if (!process.stdout.isTTY) return pino({ level });
  return pino({ level }, pretty({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l', sync: true }));
}
