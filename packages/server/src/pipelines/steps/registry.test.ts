import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createContext, createServices } from './in-memory-services.ts';
import { STEP_TYPES } from './registry.ts';
import { StepFailure } from './step-type.ts';

test('every step type is registered under its own name, has a readme, and its config has a JSON Schema', async () => {
  for (const [name, step] of Object.entries(STEP_TYPES)) {
    expect(step.type).toBe(name);
    expect(await readFile(new URL(`${name}/readme.md`, import.meta.url), 'utf8')).toContain(`type: ${name}`);
    expect(z.toJSONSchema(step.config, { io: 'input' })).toMatchObject({ type: 'object' });
  }
});

test('every example in a readme is a config that its type accepts', async () => {
  const { parse } = await import('yaml');
  for (const [name, step] of Object.entries(STEP_TYPES)) {
    const readme = await readFile(new URL(`${name}/readme.md`, import.meta.url), 'utf8');
    const example = z
      .array(z.object({ config: z.unknown() }))
      .parse(parse(/```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''));
    const rendered = JSON.parse(JSON.stringify(example[0]?.config).replaceAll(/\{\{ *(\w+) *\}\}/g, '$1'));
    expect(step.config.safeParse(rendered).error, name).toBeUndefined();
    expect(step.config.safeParse(step.config.parse(rendered)).error, `${name} reads its own output`).toBeUndefined();
  }
});

test('a config that is not valid when the step runs is a failure that names the key', async () => {
  for (const step of Object.values(STEP_TYPES)) {
    const failure = await step.run(createContext(createServices(), { nonsense: 1 })).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StepFailure);
    expect(String(failure)).toContain(`the config of this ${step.type} step is not valid`);
  }
});
