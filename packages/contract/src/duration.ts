// Durations as people write them in YAML (`30s`, `5m`, `1h30m`, `7d`, `PT5M`) and as code uses them (milliseconds).
import { z } from 'zod';

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds, or undefined when the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  const iso = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text);
  if (iso && text.length > 2) {
    return Number(iso[1] ?? 0) * 3_600_000 + Number(iso[2] ?? 0) * 60_000 + Number(iso[3] ?? 0) * 1_000;
  }
  if (!/^(\d+(ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g))
    total += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  return total;
}

/** A duration in a document, read into milliseconds. A bare number is refused: its unit would be a guess. */
export const Duration = z
  .string({ error: 'write a duration with its unit, such as "30s" or "5m"' })
  .transform((text, context) => {
    const ms = parseDuration(text);
    if (ms === undefined) {
      context.addIssue({
        code: 'custom',
        message: `"${text}" is not a duration; write it with its unit, such as "30s", "5m" or "1h30m"`,
      });
      return z.NEVER;
    }
    return ms;
  });
