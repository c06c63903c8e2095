// What the first attempt of a step found before it changed anything: a later attempt would find what that one did.
// In: the step, the shape, how to look. Out: the same answer for every attempt.
import type { z } from 'zod';
import type { StepContext } from './step-type.ts';

export async function rememberFirst<T extends Record<string, unknown>>(
  { services, idempotency_key }: Pick<StepContext<unknown>, 'services' | 'idempotency_key'>,
  shape: z.ZodType<T>,
  look: () => Promise<T>,
): Promise<T> {
  const key = `${idempotency_key}/before`;
  const known = await services.deliveries.begin(key, 'what was there before');
  if (known?.state === 'sent') return shape.parse(known.receipt);
  const found = await look();
  await services.deliveries.complete(key, found);
  return found;
}
