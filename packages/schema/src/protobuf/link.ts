// Parsed files in, linked declarations out: names resolved, features settled, JSON names given, messages of maps written out.
// What cannot be used is listed, and every message that holds it is named in `broken`.
import type { Issue } from '@mockops/contract';
import { byText } from '../json.ts';
import { checkEnum, checkMessage, type Report } from './checks.ts';
import {
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
  type ProtoMethod,
  type ProtoSet,
  SCALARS,
} from './descriptor.ts';
import { type Features, featuresOfSyntax, withFeatures } from './features.ts';
import { type FoundFile, findFiles } from './imports.ts';
import { indexNames, join, type NamedType, type Names } from './names.ts';
import type { Declared, WrittenEnum, WrittenField, WrittenFile, WrittenMessage } from './syntax.ts';

export interface Linked {
  /** What was given. */
  set: ProtoSet;
  /** What was given and what it needs of the built-in files. */
  files: ProtoFile[];
  issues: Issue[];
  /** Full names of messages, enums and methods that cannot be used, with what is wrong. */
  broken: Map<string, Issue>;
}

/** Further findings of one file would only repeat the first ones. */
const MAX_ISSUES = 100;

interface Linking {
  file: FoundFile;
  names: Names;
  report: Report;
  broken: Map<string, Issue>;
}

export function linkProto(written: Map<string, WrittenFile>): Linked {
  const { files, issues } = findFiles(written);
  const names = indexNames(files);
  issues.push(...names.issues);
  const broken = new Map<string, Issue>();
  const told = new Set<string>();
  const linked = files.map((file) => {
    let count = 0;
    const report: Report = (owner, [line, col], code, message, hint, severity) => {
      const issue: Issue = {
        code,
        path: owner,
        message,
        at: { file: file.file, line, col },
        hint,
        ...(severity && { severity }),
      };
      if (severity !== 'warning' && !broken.has(owner)) broken.set(owner, issue);
      const key = `${file.file} ${message}`;
      if (told.has(key) || count >= MAX_ISSUES) return;
      told.add(key);
      count += 1;
      issues.push(issue);
    };
    return linkFile({ file, names, report, broken });
  });
  const given = new Set(files.filter(({ built_in }) => !built_in).map(({ file }) => file));
  const set = { files: linked.filter(({ file }) => given.has(file)) };
  return { set, files: linked, issues, broken };
}

function linkFile(linking: Linking): ProtoFile {
  const { written, path, file } = linking.file;
  const features = withFeatures(featuresOfSyntax(written.syntax), written.options);
  const home = linkHome(written, written.package, features, linking);
  const services = written.services.map((service) => {
    const full_name = join(written.package, service.name);
    return {
      ...element(service, full_name, linking),
      methods: service.methods.map(
        (method): ProtoMethod => ({
          ...element(method, `${full_name}.${method.name}`, linking),
          request: linkType(method, method.request, 'request', full_name, linking)?.full_name ?? '',
          response: linkType(method, method.response, 'response', full_name, linking)?.full_name ?? '',
          client_streaming: method.client_streaming,
          server_streaming: method.server_streaming,
        }),
      ),
    };
  });
  return {
    path,
    file,
    syntax: written.syntax,
    package: written.package,
    options: written.options,
    places: written.places,
    ...home,
    services,
  };
}

function element({ name, options, doc, places, broken }: Declared, full_name: string, linking: Linking) {
  if (broken) {
    const [line, col] = places.name ?? [1, 1];
    const message = `${full_name} holds a statement that cannot be read`;
    const hint = 'correct what is listed for its file';
    const at = { file: linking.file.file, line, col };
    // The statement has its own finding; this one is for whoever needs what it stands in.
    linking.broken.set(full_name, { code: 'PRO006', path: full_name, message, at, hint });
  }
  return { name, full_name, options, ...(doc && { doc }), places };
}

function linkHome(
  home: Pick<WrittenMessage, 'messages' | 'enums' | 'extensions'>,
  scope: string,
  features: Features,
  linking: Linking,
) {
  const mine = ({ name }: Declared, seen: Set<string>): boolean => {
    const type = linking.names.types.get(join(scope, name));
    const isFirst = type?.file === linking.file && !seen.has(name);
    seen.add(name);
    return isFirst;
  };
  const [messages, enums] = [new Set<string>(), new Set<string>()];
  return {
    messages: home.messages
      .filter((message) => mine(message, messages))
      .map((message) => linkMessage(message, join(scope, message.name), features, linking)),
    enums: home.enums
      .filter((item) => mine(item, enums))
      .map((item) => linkEnum(item, join(scope, item.name), features, linking)),
    extensions: home.extensions.map((field) => linkField(field, scope, features, linking)),
  };
}

function linkMessage(message: WrittenMessage, full_name: string, above: Features, linking: Linking): ProtoMessage {
  const features = withFeatures(above, message.options);
  const ofOneof = new Map(message.oneofs.map((oneof) => [oneof.name, withFeatures(features, oneof.options)]));
  const home = linkHome(message, full_name, features, linking);
  const fields = message.fields.map((field) =>
    linkField(field, full_name, ofOneof.get(field.oneof ?? '') ?? features, linking),
  );
  const entries = message.fields.flatMap((field) =>
    field.key === undefined ? [] : [mapEntry(field, field.key, full_name, features, linking)],
  );
  const linked: ProtoMessage = {
    ...element(message, full_name, linking),
    fields,
    oneofs: message.oneofs.map((oneof) => element(oneof, `${full_name}.${oneof.name}`, linking)),
    ...home,
    messages: [...home.messages, ...entries],
    extension_ranges: sortRanges(message.extension_ranges),
    reserved: sortRanges(message.reserved),
    reserved_names: message.reserved_names.toSorted(byText),
    json_format: features.json_format === 'ALLOW' ? 'ALLOW' : 'LEGACY_BEST_EFFORT',
  };
  checkMessage(linked, linking.report);
  return linked;
}

const sortRanges = <R extends [number, number]>(ranges: R[]): R[] =>
  ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);

const entryName = (name: string): string =>
  `${name.replace(/(^|_)([A-Za-z0-9])/g, (_all, _line, char: string) => char.toUpperCase())}Entry`;

function mapEntry(field: WrittenField, key: string, scope: string, features: Features, linking: Linking): ProtoMessage {
  const name = entryName(field.name);
  const full_name = `${scope}.${name}`;
  const part = (part_name: string, type: string, number: number): WrittenField => ({
    name: part_name,
    options: {},
    places: field.places,
    label: 'optional',
    type,
    number,
  });
  return {
    name,
    full_name,
    options: {},
    places: field.places,
    fields: [part('key', key, 1), part('value', field.type, 2)].map((item) =>
      linkField(item, scope, features, linking, full_name),
    ),
    oneofs: [],
    messages: [],
    enums: [],
    extensions: [],
    extension_ranges: [],
    reserved: [],
    reserved_names: [],
    json_format: features.json_format === 'ALLOW' ? 'ALLOW' : 'LEGACY_BEST_EFFORT',
    map_entry: true,
  };
}

/** `owner` differs from `scope` for the fields of a map's entry, whose types are looked up around the map. */
function linkField(
  field: WrittenField,
  scope: string,
  above: Features,
  linking: Linking,
  owner: string = scope,
): ProtoField {
  const features = withFeatures(above, field.options);
  const isScalar = SCALARS.has(field.type);
  const isMap = field.key !== undefined;
  const type = isScalar || isMap ? undefined : linkType(field, field.type, 'type', scope, linking, owner);
  const isMessage = isMap || type?.kind === 'message';
  const kind = isMap
    ? 'message'
    : isScalar
      ? field.type
      : isMessage
        ? field.group || features.message_encoding === 'DELIMITED'
          ? 'group'
          : 'message'
        : 'enum';
  const type_name = isMap ? `${owner}.${entryName(field.name)}` : (type?.full_name ?? (isScalar ? undefined : ''));
  const extendee =
    field.extendee === undefined
      ? undefined
      : (linking.names.find(field.extendee, scope, linking.file)?.full_name ?? field.extendee.replace(/^\./, ''));
  const isString = field.type === 'string' && !isMap;
  return {
    ...element(field, join(owner, field.name), linking),
    number: field.number,
    presence: presenceOf(field, isMessage, features),
    type: kind,
    ...(type_name !== undefined && { type_name }),
    json_name: typeof field.options.json_name === 'string' ? field.options.json_name : toJsonName(field.name),
    ...(field.oneof !== undefined && { oneof: field.oneof }),
    ...(extendee !== undefined && { extendee }),
    ...(isString && { utf8: features.utf8_validation }),
    ...((isString || field.type === 'bytes') && { cpp_string: cppString(field, features) }),
    ...(isString && { java_utf8: javaUtf8(linking.file.written, features) }),
  };
}

function presenceOf(field: WrittenField, isMessage: boolean, features: Features): ProtoField['presence'] {
  if (field.key !== undefined) return 'map';
  if (field.label === 'repeated') return 'repeated';
  if (field.label === 'required' || features.field_presence === 'LEGACY_REQUIRED') return 'required';
  if (isMessage || field.oneof !== undefined || field.label === 'optional' || field.extendee !== undefined)
    return 'explicit';
  return features.field_presence === 'IMPLICIT' ? 'implicit' : 'explicit';
}

const cppString = (field: WrittenField, features: Features): string =>
  typeof field.options.ctype === 'string' ? field.options.ctype : features['(pb.cpp).string_type'];

const javaUtf8 = (file: WrittenFile, features: Features): string =>
  features['(pb.java).utf8_validation'] === 'VERIFY' ||
  features.utf8_validation === 'VERIFY' ||
  file.options.java_string_check_utf8 === true
    ? 'VERIFY'
    : 'NONE';

/** `foo_bar2_baz` → `fooBar2Baz`. */
const toJsonName = (name: string): string =>
  name.replace(/_+([^_])/g, (_all, char: string) => char.toUpperCase()).replaceAll('_', '');

function linkType(
  declared: Declared,
  name: string,
  part: string,
  scope: string,
  { names, file, report }: Linking,
  owner: string = scope,
): NamedType | undefined {
  const wantsMessage = part !== 'type';
  const place = declared.places[part] ?? declared.places.name ?? [1, 1];
  const who = wantsMessage ? `${owner}.${declared.name}` : owner;
  const type = names.find(name, scope, file);
  if (!type) {
    const near = names.similar(name);
    const hint = file.incomplete
      ? 'an import of this file is missing or does not parse; correct that first'
      : near
        ? `did you mean ${near}?`
        : 'declare it, or import the file that does';
    report(who, place, 'PRO008', `the type ${name} of ${declared.name} is not declared anywhere`, hint);
    return undefined;
  }
  if (wantsMessage && type.kind !== 'message') {
    report(who, place, 'PRO008', `${name} is an enum; a method takes and gives messages`, 'wrap it in a message');
    return undefined;
  }
  if (!file.visible.has(type.file))
    report(
      who,
      place,
      'PRO007',
      `${type.full_name} is declared in ${type.file.path}, which this file does not import`,
      `add import "${type.file.path}";`,
      'warning',
    );
  return type;
}

function linkEnum(item: WrittenEnum, full_name: string, above: Features, linking: Linking): ProtoEnum {
  const features = withFeatures(above, item.options);
  const scope = full_name.slice(0, Math.max(0, full_name.lastIndexOf('.')));
  const linked: ProtoEnum = {
    ...element(item, full_name, linking),
    // Values are siblings of their enum, as in C++.
    values: item.values.map((value) => ({
      ...element(value, join(scope, value.name), linking),
      number: value.number,
    })),
    reserved: sortRanges(item.reserved),
    reserved_names: item.reserved_names.toSorted(byText),
    closed: features.enum_type === 'CLOSED',
    json_format: features.json_format === 'ALLOW' ? 'ALLOW' : 'LEGACY_BEST_EFFORT',
  };
  checkEnum(linked, linking.report);
  return linked;
}
