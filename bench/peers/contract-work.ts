// Loads two versions of a contract, compares them and generates SDKs, in turns: `contract-work <old> <new> <rounds>`. Prints medians in ms as JSON.
import { readFileSync } from 'node:fs';
import { diffApis, loadApi } from '@mockops/schema';
import { createGenerator, LANGUAGES } from '@mockops/sdkgen';
import { median } from '../numbers.ts';

const [old = '', young = '', rounds = '3'] = process.argv.slice(2);
const texts = [old, young].map((file) => ({ 'openapi.json': readFileSync(file, 'utf8') }));
const times: Record<'load' | 'diff' | 'witnesses' | 'generate', number[]> = {
  load: [],
  diff: [],
  witnesses: [],
  generate: [],
};

for (let round = 0; round < Number(rounds); round += 1) {
  const before = await loadApi(texts[0] ?? {});
  const began = performance.now();
  const after = await loadApi(texts[1] ?? {});
  const loaded = performance.now();
  if (!before.ok || !after.ok) throw new Error('the contracts must load');
  diffApis(before.value, after.value, { witnesses: 0 });
  const compared = performance.now();
  diffApis(before.value, after.value);
  const shown = performance.now();
  const generate = createGenerator();
  for (const language of LANGUAGES) generate({ api: after.value, language });
  times.load.push(loaded - began);
  times.diff.push(compared - loaded);
  times.witnesses.push(shown - compared);
  times.generate.push(performance.now() - shown);
}
console.log(JSON.stringify(Object.fromEntries(Object.entries(times).map(([name, taken]) => [name, median(taken)]))));
