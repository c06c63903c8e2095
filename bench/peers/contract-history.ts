// Consecutive versions of the published contracts in ../shared/specs, compared: `node bench/peers/contract-history.ts`. Prints a table in Markdown.
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type ApiModel, diffApis, loadApi } from '@mockops/schema';

const SPECS = path.resolve(import.meta.dirname, '../../../shared/specs');
const NUMBER = new Intl.NumberFormat('en-US');

function readVersion(place: string): Record<string, string> {
  if (statSync(place).isFile()) return { [path.basename(place)]: readFileSync(place, 'utf8') };
  const protos = globSync('**/*.proto', { cwd: place });
  const names = protos.length > 0 ? protos : globSync('**/*.{yaml,yml,json}', { cwd: place });
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(place, name), 'utf8')]));
}

async function load(place: string): Promise<ApiModel> {
  const loaded = await loadApi(readVersion(place));
  if (!loaded.ok) throw new Error(`${place} does not load: ${loaded.issues[0]?.message}`);
  return loaded.value;
}

console.log('| contract | from → to | operations | breaking | risky | safe | wording | ms |');
console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const name of readdirSync(SPECS).sort()) {
  const folder = path.join(SPECS, name);
  if (!statSync(folder).isDirectory()) continue;
  const versions = readdirSync(folder).sort();
  for (const [index, version] of versions.slice(1).entries()) {
    const before = await load(path.join(folder, versions[index] ?? ''));
    const after = await load(path.join(folder, version));
    const began = performance.now();
    const { changes } = diffApis(before, after, { witnesses: 0 });
    const took = performance.now() - began;
    const count = (level: string) => NUMBER.format(changes.filter((change) => change.level === level).length);
    const span = `${versions[index]} → ${version}`.replace(/\.(json|yaml)/g, '');
    console.log(
      `| ${name} | ${span} | ${NUMBER.format(after.operations.length)} | ${['breaking', 'risky', 'safe', 'none'].map(count).join(' | ')} | ${NUMBER.format(Math.round(took))} |`,
    );
  }
}
