import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { fail } from './index.ts';

test('it fails for good with the message that it was given', async () => {
  const run = fail.run(createContext(createServices(), { message: 'payments: a person must look' }));
  await expect(run).rejects.toMatchObject({
    name: 'StepFailure',
    kind: 'permanent',
    message: 'payments: a person must look',
  });
});
