import { expect, test } from 'vitest';
import { completionsAt } from './completions.ts';
import { KNOWN } from './documents.fixture.ts';

const TEXT = `name: p
triggers:
  - event: schema.changed
    filters: { workspace_id: w }
inputs:
  ref: { type: string }
vars: { branch: x }
secrets: [key]
steps:
  - name: build
    type: regenerate_sdk
    matrix: { os: [linux, mac] }
    config: { languages: [rust], workspace_id: "{{ workspace_id }}" }
  - name: pr
    type: create_pr
    foreach: { items: "{{ steps.build.outputs }}", as: one }
    config:
      repo: acme/x
      branch: b
  - name: tell
    type: notify
    config: { channels: ["#a"], message: m }
`;

/** The text with the line that is given behind a line of it; the cursor is at \`|\`. */
function at(behind: string, line: string): { labels: string[]; replaced: string } {
  const place = TEXT.indexOf(behind) + behind.length;
  const text = `${TEXT.slice(0, place)}\n${line}${TEXT.slice(place)}`;
  const offset = text.indexOf('|');
  const source = text.replace('|', '');
  const { from, to, options } = completionsAt(source, offset, KNOWN);
  return { labels: options.map(({ label }) => label), replaced: source.slice(from, to) };
}

const offered = (behind: string, line: string) => at(behind, line).labels;

test('keys of the document, of a step and of a trigger, without those that are there', () => {
  expect(offered('secrets: [key]', 'lim|')).toEqual(['limits']);
  expect(offered('secrets: [key]', '|')).not.toContain('vars');
  const keys = offered('    type: notify', '    |');
  expect(keys).toContain('continue_on_error');
  expect(keys).not.toContain('type');
  expect(at('    type: notify', '    cont|inu')).toEqual({ labels: ['continue_on_error'], replaced: 'continu' });
  expect(offered('    type: notify', '    retry: { max|')).toEqual(['max_attempts', 'max', 'max_elapsed']);
  expect(offered('    filters: { workspace_id: w }', '  - schedule:\n      cat|')).toEqual(['catchup_window']);
});

test('keys of a config are those of its step type, also under defaults', () => {
  expect(offered('      branch: b', '      |')).toEqual(['connection']);
  expect(offered('    type: notify', '    with: { smtp: { h|')).toEqual(['host']);
  expect(offered('secrets: [key]', 'defaults:\n  config:\n    noti|')).toEqual(['notify']);
  expect(offered('secrets: [key]', 'defaults:\n  config:\n    notify: { re|')).toEqual(['retries']);
});

test('step types, event types, steps to need, and values of a set', () => {
  expect(offered('    type: notify', '  - name: x\n    type: cre|')).toEqual(['create_pr']);
  expect(offered('    type: notify', '  - name: x\n    uses: "|')).toContain('update_ci');
  expect(offered('triggers:', '  - event: schema.|')).toEqual(['schema.changed']);
  expect(at('triggers:', '  - event: schema.ch|').replaced).toBe('schema.ch');
  expect(offered('    type: notify', '    needs: [build, |]')).toEqual(['pr']);
  expect(offered('    type: notify', '    needs:\n      - b|')).toEqual(['build']);
  expect(offered('secrets: [key]', 'concurrency: { group: x, on_conflict: |')).toEqual([
    'queue',
    'cancel_in_progress',
    'replace_pending',
    'skip',
    'fail',
  ]);
  expect(offered('    type: notify', '    continue_on_error: t|')).toEqual(['true']);
  expect(offered('triggers:', '  - event: schema.changed\n    filters: { change_level: |')).toEqual([
    'breaking',
    'risky',
    'non_breaking',
    'docs_only',
  ]);
});

test('fields of the event that a filter may ask', () => {
  expect(offered('triggers:', '  - event: scenario.published\n    filters: { scen|')).toEqual([
    'scenario_id',
    'scenario_name',
  ]);
  expect(offered('triggers:', '  - event: scenario.published\n    filters:\n      version: { gt|')).toEqual([
    'gt',
    'gte',
  ]);
});

test('inside of an expression: contexts, functions, and what they have', () => {
  const message = (expression: string) => offered('    type: notify', `    config: { message: "${expression}`);
  expect(message('{{ ste|')).toEqual(['steps']);
  expect(message('{{ len|')).toEqual(['length']);
  expect(message('{{ steps.|')).toEqual(['build', 'pr']);
  expect(message('{{ steps.pr.|')).toEqual(['outputs', 'status', 'summary', 'attempts', 'cells']);
  expect(message('{{ steps.build.outputs.|')).toEqual(['*']);
  expect(message('{{ join(steps.build.outputs.*.fi|')).toEqual(['files']);
  expect(message('{{ steps.pr.summary.pa|')).toEqual(['passed']);
  expect(message('{{ event.change_|')).toEqual(['change_level']);
  expect(message('{{ events[0].change_|')).toEqual(['change_level']);
  expect(message('a {{ run.id }} b {{ inputs.|')).toEqual(['ref']);
  expect(message('{{ vars.|')).toEqual(['branch']);
  expect(message('{{ secrets.|')).toEqual(['key']);
  expect(message('{{ run.id }} closed, and | nothing')).toEqual([]);
});

test('conditions are expressions; an earlier step sees no later one, and a cell its item', () => {
  expect(offered('    type: notify', '    if: success() && steps.|')).toEqual(['build', 'pr']);
  expect(offered('    type: create_pr', '    if: "steps.|')).toEqual(['build']);
  expect(
    offered('    foreach: { items: "{{ steps.build.outputs }}", as: one }', '    idempotency_key: "{{ on|'),
  ).toContain('one');
  expect(offered('    matrix: { os: [linux, mac] }', '    idempotency_key: "{{ matrix.|')).toEqual(['os']);
});

test('wherever the cursor stands, and whatever is written, there is an answer', () => {
  for (let offset = 0; offset <= TEXT.length; offset += 1) {
    const { from, to } = completionsAt(TEXT, offset, KNOWN);
    expect(from).toBeLessThanOrEqual(offset);
    expect(to).toBeGreaterThanOrEqual(offset);
  }
  for (const text of ['', 'a: [', '{{', '- *x\n', 'steps:\n  - [', '\t', 'if: "', 'definition:\n  ste'])
    expect(completionsAt(text, text.length, KNOWN).options).toBeInstanceOf(Array);
  expect(completionsAt('definition:\n  ste', 17, KNOWN).options).toMatchObject([{ label: 'steps' }]);
});
