import { expect, test } from 'vitest';
import { createContext, createServices } from '../in-memory-services.ts';
import { summary } from './index.ts';

async function write(config: object): Promise<string[]> {
  const written: string[] = [];
  await summary.run(createContext(createServices(), config, { summarise: (markdown) => written.push(markdown) }));
  return written;
}

test('markdown stands on the run page as the author wrote it', async () => {
  expect(await write({ markdown: '# Done\n\n- one' })).toEqual(['# Done\n\n- one']);
});

test('text cannot leave its block, whatever backticks it holds', async () => {
  expect(await write({ text: 'a\n```\n# not a title' })).toEqual(['````text\na\n```\n# not a title\n````']);
});

test('a template tells its data, and nothing in it formats', async () => {
  const data = {
    workspace_id: 'payments',
    endpoints: [{ operation: 'GET /a', severity: 'high', findings: [{ description: '<b>' }] }],
  };
  const [written] = await write({ template: 'drift-run', data });
  expect(written).toContain('| `GET /a` |  | high | \\<b\\> |');
  expect(await write({ template: 'drift-run', data: {} })).toEqual(['No endpoint differs from its upstream.']);
  expect(summary.config.safeParse({ template: 'poem' }).success).toBe(false);
  expect(summary.config.safeParse({ text: 'a', data: {} }).success).toBe(false);
});

test('it says what to show in one way', () => {
  expect(summary.config.safeParse({}).success).toBe(false);
  expect(summary.config.safeParse({ markdown: 'a', text: 'b' }).success).toBe(false);
  expect(summary.config.safeParse({ text: 'x'.repeat(1_048_577) }).success).toBe(false);
});
