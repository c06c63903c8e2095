// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a template of ours is text that looks like one of JavaScript's.
import { formatIssue } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderConfig } from './render.ts';
import { CONTEXT } from './run-context.fixture.ts';

test('text that is one template keeps the type of its value; inside text values become text', () => {
  const config = {
    tags: '{{ event.tags }}',
    revision: '${{ event.to_revision }}',
    nested: [{ breaking: '{{ event.breaking }}' }],
    message: 'rev {{ to_revision }}, breaking ${{ event.breaking }} for {{workspace_id}}',
    plain: 'no template',
    number: 5,
  };
  expect(renderConfig(config, CONTEXT)).toEqual({
    ok: true,
    value: {
      tags: ['api', 'v2'],
      revision: 3,
      nested: [{ breaking: true }],
      message: 'rev 3, breaking true for payments',
      plain: 'no template',
      number: 5,
    },
    issues: [],
  });
});

test('what a value contains is never read again', () => {
  const result = renderConfig(
    { sole: '{{ event.evil }}', inside: 'x {{ event.evil }}', braces: "{{ '{{' }} a }}" },
    CONTEXT,
  );
  expect(result.ok && result.value).toEqual({
    sole: '{{ run.id }} ${{ secrets.token }}',
    inside: 'x {{ run.id }} ${{ secrets.token }}',
    braces: '{{ a }}',
  });
});

test('every finding is reported with its path', () => {
  const config = {
    channels: ['ok', 'x {{ event.tags }}'],
    message: 'a {{ event.previous }} b {{ event.to_revison }}',
    'odd key': { deep: 'y {{ event.odd }} {{ open' },
  };
  expect(renderConfig(config, CONTEXT, 'steps[1].config').issues.map(formatIssue)).toEqual([
    'steps[1].config.channels[1] — "event.tags" is a list, which cannot stand inside text; write toJSON(event.tags) or join(…)',
    'steps[1].config.message — "event.previous" is null, which cannot stand inside text; write default(event.previous, …)',
    'steps[1].config.message — nothing is at "event.to_revison"; did you mean "to_revision"?',
    'steps[1].config["odd key"].deep — "event.odd" is an object, which cannot stand inside text; write toJSON(event.odd)',
    'steps[1].config["odd key"].deep — the template "{{ open" is not closed; end it with }}',
  ]);
});

test('text without templates is left as it is, whatever it holds', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes('{{')),
      (text) => {
        const result = renderConfig({ text }, CONTEXT);
        expect(result.ok && result.value.text).toBe(text);
      },
    ),
    { numRuns: 200 },
  );
});

test('a text from an event arrives unchanged, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const result = renderConfig({ a: '{{ vars.text }}', b: '[{{ vars.text }}]' }, { ...CONTEXT, vars: { text } });
      expect(result.ok && result.value).toEqual({ a: text, b: `[${text}]` });
    }),
    { numRuns: 200 },
  );
});
