// What the first declaration of a file is called in generated code, as the file's options say. Only languages that an option names;
// defaults are those of protoc's own generators, as their guides describe them (https://protobuf.dev/reference/).
import { initialOf } from '../breaking/files.ts';
import type { ProtoFile } from '../descriptor.ts';

export interface GeneratedName {
  language: string;
  name: string;
}

const pascal = (text: string): string =>
  text.replace(/(^|[_\-.])([A-Za-z0-9])/g, (_all, _mark, char: string) => char.toUpperCase());
const option = (file: ProtoFile, name: string): string | undefined => {
  const value = file.options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};
const parts = (file: ProtoFile): string[] => (file.package === '' ? [] : file.package.split('.').map(pascal));
const baseName = ({ path }: ProtoFile): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.proto$/, '');
const join = (separator: string, ...all: (string | undefined)[]): string => all.filter((part) => part).join(separator);

/** The class around everything that is not in a file of its own. */
function javaOuter(file: ProtoFile): string {
  const name = pascal(baseName(file));
  const taken = [...file.messages, ...file.enums, ...file.services].some((item) => item.name === name);
  return option(file, 'java_outer_classname') ?? (taken ? `${name}OuterClass` : name);
}

function javaName(file: ProtoFile, name: string): string {
  const scope = option(file, 'java_package') ?? file.package;
  return join('.', scope, file.options.java_multiple_files === true ? undefined : javaOuter(file), name);
}

type Namer = (file: ProtoFile, name: string) => string | undefined;

const BY_RULE: Record<string, [language: string, namer: Namer]> = {
  JAVA_PACKAGE: ['Java', javaName],
  JAVA_MULTIPLE_FILES: ['Java', javaName],
  JAVA_OUTER_CLASSNAME: ['Java', (file) => join('.', option(file, 'java_package') ?? file.package, javaOuter(file))],
  GO_PACKAGE: [
    'Go',
    (file, name) => {
      const path = option(file, 'go_package');
      return path && `${path.replace(/;.*/, '')}.${name.replaceAll('.', '_')}`;
    },
  ],
  CSHARP_NAMESPACE: ['C#', (file, name) => join('.', option(file, 'csharp_namespace') ?? parts(file).join('.'), name)],
  OBJC_CLASS_PREFIX: [
    'Objective-C',
    (file, name) => `${option(file, 'objc_class_prefix') ?? ''}${name.replaceAll('.', '_')}`,
  ],
  PHP_CLASS_PREFIX: [
    'PHP',
    (file, name) =>
      join(
        '\\',
        option(file, 'php_namespace') ?? parts(file).join('\\'),
        `${option(file, 'php_class_prefix') ?? ''}${name}`,
      ),
  ],
  PHP_NAMESPACE: ['PHP', (file, name) => join('\\', option(file, 'php_namespace') ?? parts(file).join('\\'), name)],
  PHP_METADATA_NAMESPACE: [
    'PHP',
    (file) => join('\\', option(file, 'php_metadata_namespace') ?? 'GPBMetadata', pascal(baseName(file))),
  ],
  RUBY_PACKAGE: ['Ruby', (file, name) => join('::', option(file, 'ruby_package') ?? parts(file).join('::'), name)],
  SWIFT_PREFIX: [
    'Swift',
    (file, name) => option(file, 'swift_prefix')?.concat(name) ?? join('_', ...parts(file), name),
  ],
  CC_GENERIC_SERVICES: [
    'C++',
    (file) => serviceOf(file, 'cc_generic_services', file.package.replaceAll('.', '::'), '::'),
  ],
  JAVA_GENERIC_SERVICES: ['Java', (file) => serviceOf(file, 'java_generic_services', javaName(file, ''), '.')],
  PY_GENERIC_SERVICES: ['Python', (file) => serviceOf(file, 'py_generic_services', `${baseName(file)}_pb2`, '.')],
};

/** A class that is made only where the option asks for it. */
function serviceOf(file: ProtoFile, setting: string, scope: string, separator: string): string | undefined {
  const [service] = file.services;
  return file.options[setting] === true && service ? join(separator, scope, service.name) : undefined;
}

export function nameIn(rule: string, file: ProtoFile, names: Iterable<string>): GeneratedName | undefined {
  const entry = BY_RULE[rule.replace('FILE_SAME_', '')];
  const [first] = names;
  if (!entry || first === undefined) return undefined;
  const [language, namer] = entry;
  const name = namer(file, file.package === '' ? first : first.slice(file.package.length + 1));
  return name === undefined ? undefined : { language, name };
}

/** As it stands in the file, or would. */
export function settingOf(file: ProtoFile, name: string): string {
  if (name === 'syntax')
    return file.syntax.startsWith('proto') ? `syntax = "${file.syntax}"` : `edition = "${file.syntax}"`;
  if (name === 'package') return file.package === '' ? 'no package' : `package ${file.package}`;
  return `${name} = ${JSON.stringify(file.options[name] ?? initialOf(name))}`;
}
