// Rules about files and packages: what is gone from them, and what generated code is told by their options.
import { byText } from '../../json.ts';
import { eachEnum, eachExtension, eachMessage, type ProtoFile, type ProtoSet } from '../descriptor.ts';
import { toPlace } from '../locate.ts';
import type { Place, ProtoValue } from '../syntax.ts';
import type { Found } from './finding.ts';

const OPTIONS: [rule: string, option: string, initial: ProtoValue][] = [
  ['CC_ENABLE_ARENAS', 'cc_enable_arenas', true],
  ['CC_GENERIC_SERVICES', 'cc_generic_services', false],
  ['CSHARP_NAMESPACE', 'csharp_namespace', ''],
  ['GO_PACKAGE', 'go_package', ''],
  ['JAVA_GENERIC_SERVICES', 'java_generic_services', false],
  ['JAVA_MULTIPLE_FILES', 'java_multiple_files', false],
  ['JAVA_OUTER_CLASSNAME', 'java_outer_classname', ''],
  ['JAVA_PACKAGE', 'java_package', ''],
  ['OBJC_CLASS_PREFIX', 'objc_class_prefix', ''],
  ['OPTIMIZE_FOR', 'optimize_for', 'SPEED'],
  ['PHP_CLASS_PREFIX', 'php_class_prefix', ''],
  ['PHP_METADATA_NAMESPACE', 'php_metadata_namespace', ''],
  ['PHP_NAMESPACE', 'php_namespace', ''],
  ['PY_GENERIC_SERVICES', 'py_generic_services', false],
  ['RUBY_PACKAGE', 'ruby_package', ''],
  ['SWIFT_PREFIX', 'swift_prefix', ''],
];

/** What an option of a file says where it is not written. */
export const initialOf = (option: string): ProtoValue | undefined => OPTIONS.find(([, name]) => name === option)?.[2];

interface Named {
  full_name: string;
  places: Record<string, Place>;
}

const KINDS: [kind: string, list: (file: ProtoFile) => Iterable<Named>][] = [
  ['ENUM', eachEnum],
  ['EXTENSION', eachExtension],
  ['MESSAGE', eachMessage],
  ['SERVICE', (file) => file.services],
];

export function compareFiles(before: ProtoSet, after: ProtoSet, found: Found): void {
  const now = new Map(after.files.map((file) => [file.path, file]));
  for (const old of before.files) {
    const file = now.get(old.path);
    if (!file) {
      found({
        rule: 'FILE_NO_DELETE',
        owner: old.path,
        part: '',
        message: `The file ${old.path} was deleted.`,
        before: toPlace(old.file),
        after: null,
      });
      continue;
    }
    compareOptions(old, file, found);
    for (const [kind, list] of KINDS) {
      const here = new Set([...list(file)].map((item) => inPackage(item, file)));
      for (const item of list(old)) {
        if (here.has(inPackage(item, old))) continue;
        found({
          rule: `${kind}_NO_DELETE`,
          owner: item.full_name,
          part: '',
          message: `The ${kind.toLowerCase()} ${item.full_name} was deleted from ${old.path}.`,
          before: toPlace(old.file, item.places.name),
          after: nearest(file, item.full_name),
        });
      }
    }
  }
}

const inPackage = ({ full_name }: Named, file: ProtoFile): string =>
  file.package === '' ? full_name : full_name.slice(file.package.length + 1);

/** Where something gone would stand: the nearest message around it that is left, or the file. */
function nearest(file: ProtoFile, full_name: string) {
  const messages = new Map([...eachMessage(file)].map((message) => [message.full_name, message]));
  for (let name = full_name; name.includes('.'); ) {
    name = name.slice(0, name.lastIndexOf('.'));
    const message = messages.get(name);
    if (message) return toPlace(file.file, message.places['']);
  }
  return toPlace(file.file);
}

function compareOptions(old: ProtoFile, file: ProtoFile, found: Found): void {
  const say = (rule: string, part: string, message: string) =>
    found({
      rule,
      owner: file.path,
      part,
      message,
      before: toPlace(old.file, old.places[part]),
      after: toPlace(file.file, file.places[part]),
    });
  for (const [rule, option, initial] of OPTIONS) {
    const [was, is] = [old.options[option] ?? initial, file.options[option] ?? initial];
    if (was !== is)
      say(`FILE_SAME_${rule}`, option, `The option ${option} of ${file.path} changed from "${was}" to "${is}".`);
  }
  if (old.package !== file.package)
    say(
      'FILE_SAME_PACKAGE',
      'package',
      `The package of ${file.path} changed from "${old.package}" to "${file.package}".`,
    );
  if (kindOfSyntax(old) !== kindOfSyntax(file))
    say('FILE_SAME_SYNTAX', 'syntax', `The syntax of ${file.path} changed from ${old.syntax} to ${file.syntax}.`);
}

/** From edition to edition nothing changes but defaults, which are compared where they count. */
const kindOfSyntax = ({ syntax }: ProtoFile): string => (syntax.startsWith('proto') ? syntax : 'editions');

export function comparePackages(before: ProtoSet, after: ProtoSet, found: Found): void {
  const packages = new Set(after.files.map((file) => file.package));
  const paths = new Map(after.files.map((file) => [file.path, file]));
  const gone = new Set<string>();
  for (const old of before.files.toSorted((a, b) => byText(a.path, b.path))) {
    if (packages.has(old.package) || gone.has(old.package)) continue;
    gone.add(old.package);
    found({
      rule: 'PACKAGE_NO_DELETE',
      owner: old.package,
      part: '',
      message: `The package ${old.package || 'without a name'} was deleted.`,
      before: toPlace(old.file, old.places.package),
      after: null,
    });
  }
  for (const [kind, list] of KINDS) {
    const left = new Set(after.files.flatMap((file) => [...list(file)].map(({ full_name }) => full_name)));
    const packagesWithSome = new Set(
      after.files.filter((file) => [...list(file)].length > 0).map((file) => file.package),
    );
    for (const old of before.files) {
      // As buf has it: the last enum, message or extension of a package may go.
      if (gone.has(old.package) || (kind !== 'SERVICE' && !packagesWithSome.has(old.package))) continue;
      for (const item of list(old)) {
        if (left.has(item.full_name)) continue;
        const file = paths.get(old.path);
        found({
          rule: `PACKAGE_${kind}_NO_DELETE`,
          owner: item.full_name,
          part: '',
          message: `The ${kind.toLowerCase()} ${item.full_name} was deleted from the package ${old.package}.`,
          before: toPlace(old.file, item.places.name),
          after: file ? nearest(file, item.full_name) : null,
        });
      }
    }
  }
}
