// What other files and generated code can name: which file or package declares a full name, and what a file is called in each language.
// In: both sides and a finding about a file or package. Out: a name that is there before and not after.
import type { SchemaWitness } from '@mockops/contract';
import type { ProtoFinding } from '../breaking/finding.ts';
import { eachEnum, eachExtension, eachMessage, type ProtoFile } from '../descriptor.ts';
import { nameIn, settingOf } from './languages.ts';
import { parse } from './messages.ts';
import type { ProtoSide } from './side.ts';

interface Sides {
  before: ProtoSide;
  after: ProtoSide;
}

const PART = 'a name';

/** Full names, the first ones first. */
function* namesOf(file: ProtoFile): Generator<string> {
  for (const list of [eachMessage(file), eachEnum(file), file.services, eachExtension(file)])
    for (const { full_name } of list) yield full_name;
}

/** What the rule is about: the name may be that of something else now. */
function fileOf(side: ProtoSide, name: string, rule: string): ProtoFile | undefined {
  const isMessage = side.message(name) !== undefined;
  const isEnum = side.enum(name) !== undefined;
  const isOther =
    (/MESSAGE_NO_DELETE$/.test(rule) && !isMessage) ||
    (/ENUM_NO_DELETE$/.test(rule) && !isEnum) ||
    (/(SERVICE|EXTENSION)_NO_DELETE$/.test(rule) && (isMessage || isEnum));
  return isOther ? undefined : side.fileOf(name);
}

/** `MESSAGE_NO_DELETE`, `FILE_NO_DELETE`, `FILE_SAME_PACKAGE`: what one file declared, it declares no longer. */
export function goneFromFile({ before, after }: Sides, finding: ProtoFinding): SchemaWitness | undefined {
  const isFile = finding.rule.startsWith('FILE_');
  const path = isFile ? finding.owner : before.fileOf(finding.owner)?.path;
  const [was, is] = [before, after].map(({ files }) => files.find((file) => file.path === path));
  if (!was) return undefined;
  const own = isFile ? [...namesOf(was)] : [finding.owner];
  const symbol = own.find((name) => fileOf(after, name, finding.rule)?.path !== path);
  if (symbol === undefined)
    return is ? undefined : gone(was.path, { file: was.path, symbol: was.path }, notImported(was));
  const elsewhere = fileOf(after, symbol, finding.rule);
  const text = is ? `${was.path} does not declare ${kindOf(finding)}${symbol} now` : notImported(was);
  const rest = elsewhere ? `; ${elsewhere.path} declares ${symbol}` : '';
  return gone(was.path, { file: was.path, symbol }, text + rest);
}

/** `the message `, in front of its name; nothing where a file or package is what is gone. */
function kindOf({ rule }: ProtoFinding): string {
  const [, kind] = /(MESSAGE|ENUM|SERVICE|EXTENSION)_NO_DELETE$/.exec(rule) ?? [];
  return kind === undefined ? '' : `the ${kind.toLowerCase()} `;
}

const notImported = ({ path }: ProtoFile): string => `${path} cannot be imported any more`;

const gone = (operation: string, value: Record<string, string>, text: string): SchemaWitness | undefined =>
  parse({ operation, part: PART, value, errors: [text] });

/** `PACKAGE_MESSAGE_NO_DELETE`, `PACKAGE_NO_DELETE`: what a package declared, no file of it declares. */
export function goneFromPackage({ before, after }: Sides, finding: ProtoFinding): SchemaWitness | undefined {
  const isPackage = finding.rule === 'PACKAGE_NO_DELETE';
  const scope = isPackage ? finding.owner : before.fileOf(finding.owner)?.package;
  if (scope === undefined) return undefined;
  const own = isPackage
    ? before.files.filter((file) => file.package === scope).flatMap((file) => [...namesOf(file)])
    : [finding.owner];
  const name = scope === '' ? 'without a name' : scope;
  const symbol = own.find((one) => fileOf(after, one, finding.rule)?.package !== scope);
  if (symbol === undefined && after.files.some((file) => file.package === scope)) return undefined;
  const value = { package: scope, symbol: symbol ?? scope };
  return gone(name, value, `no file of the package ${name} declares ${kindOf(finding)}${value.symbol} now`);
}

/** `FILE_SAME_JAVA_PACKAGE` and its like: a name in generated code, or where there is none to show, the setting itself. */
export function calledOtherwise(
  { before, after }: Sides,
  { rule, owner, part }: ProtoFinding,
): SchemaWitness | undefined {
  const [was, is] = [before, after].map(({ files }) => files.find((file) => file.path === owner));
  if (!was || !is) return undefined;
  const language = nameIn(rule, was, namesOf(was));
  const now = nameIn(rule, is, namesOf(is));
  if (language && language.name !== now?.name) {
    const value = { file: owner, symbol: language.name, language: language.language };
    const text = now
      ? `it is called ${now.name} in ${now.language} now`
      : `${owner} gives it no name in ${language.language} now`;
    return parse({ operation: owner, part: 'a generated name', value, errors: [text] });
  }
  const [declared, declaredNow] = [settingOf(was, part), settingOf(is, part)];
  if (declared === declaredNow) return undefined;
  const errors = [`the newer revision declares ${declaredNow} in its place`];
  return parse({ operation: owner, part: 'a declaration', value: { file: owner, symbol: part, declared }, errors });
}
