// Rules of Protobuf contracts: buf's, by buf's ids, and those of what buf does not tell because it breaks nobody.
// Their levels are those of the default policy WIRE_JSON; a workspace may choose another of buf's policies.
import { isInPolicy, PROTO_RULES } from '../../protobuf/breaking/rules.ts';
import type { Rule } from './rule.ts';

const TITLES: Record<string, string> = {
  ENUM_NO_DELETE: 'an enum is gone from its file',
  ENUM_SAME_JSON_FORMAT: 'an enum no longer promises a JSON form',
  ENUM_SAME_TYPE: 'an enum became open or closed',
  ENUM_VALUE_NO_DELETE: 'a value of an enum is gone',
  ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED: 'a value of an enum is gone and its name is free',
  ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED: 'a value of an enum is gone and its number is free',
  ENUM_VALUE_SAME_NAME: 'a value of an enum has another name',
  EXTENSION_MESSAGE_NO_DELETE: 'a message can be extended at fewer numbers',
  EXTENSION_NO_DELETE: 'an extension is gone from its file',
  FIELD_NO_DELETE: 'a field is gone',
  FIELD_NO_DELETE_UNLESS_NAME_RESERVED: 'a field is gone and its name is free',
  FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED: 'a field is gone and its number is free',
  FIELD_SAME_CARDINALITY: 'a field became optional, required, repeated or a map',
  FIELD_SAME_DEFAULT: 'a field has another default',
  FIELD_SAME_JSON_NAME: 'a field has another name in JSON',
  FIELD_SAME_NAME: 'a field has another name',
  FIELD_SAME_ONEOF: 'a field moved into or out of a oneof',
  FIELD_SAME_TYPE: 'a field has another type',
  FIELD_SAME_UTF8_VALIDATION: 'a string is validated as UTF-8 or no longer',
  FIELD_WIRE_COMPATIBLE_CARDINALITY: 'a field has a cardinality that old bytes do not fit',
  FIELD_WIRE_COMPATIBLE_TYPE: 'a field has a type that old bytes do not fit',
  FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY: 'a field has a cardinality that old bytes or old JSON do not fit',
  FIELD_WIRE_JSON_COMPATIBLE_TYPE: 'a field has a type that old bytes or old JSON do not fit',
  FILE_NO_DELETE: 'a file is gone',
  FILE_SAME_PACKAGE: 'a file has another package',
  FILE_SAME_SYNTAX: 'a file has another syntax',
  MESSAGE_NO_DELETE: 'a message is gone from its file',
  MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR: 'a message lost its descriptor accessor',
  MESSAGE_SAME_JSON_FORMAT: 'a message no longer promises a JSON form',
  MESSAGE_SAME_REQUIRED_FIELDS: 'a message has other required fields',
  ONEOF_NO_DELETE: 'a oneof is gone',
  PACKAGE_ENUM_NO_DELETE: 'an enum is gone from its package',
  PACKAGE_EXTENSION_NO_DELETE: 'an extension is gone from its package',
  PACKAGE_MESSAGE_NO_DELETE: 'a message is gone from its package',
  PACKAGE_NO_DELETE: 'a package is gone',
  PACKAGE_SERVICE_NO_DELETE: 'a service is gone from its package',
  RESERVED_ENUM_NO_DELETE: 'a number or name of an enum is no longer reserved',
  RESERVED_MESSAGE_NO_DELETE: 'a number or name of a message is no longer reserved',
  RPC_NO_DELETE: 'a method is gone',
  RPC_SAME_CLIENT_STREAMING: 'a method takes a stream, or no longer',
  RPC_SAME_IDEMPOTENCY_LEVEL: 'a method promises another idempotency',
  RPC_SAME_REQUEST_TYPE: 'a method takes another message',
  RPC_SAME_RESPONSE_TYPE: 'a method gives another message',
  RPC_SAME_SERVER_STREAMING: 'a method gives a stream, or no longer',
  SERVICE_NO_DELETE: 'a service is gone',
};

const OWN: [id: string, level: Rule['level'], title: string, explanation: string][] = [
  [
    'DECLARATIONS_CHANGED',
    'none',
    'the declarations differ in what no caller can notice',
    'It is told so that no change is silent.',
  ],
  ['DEPRECATED', 'safe', 'something is deprecated', 'It works as before; callers are asked to leave it.'],
  ['ENUM_ADDED', 'safe', 'an enum is new', 'Nothing in use refers to it yet.'],
  [
    'ENUM_VALUE_ADDED',
    'risky',
    'a value of an enum is new',
    'Readers that list every value meet one that they do not know; in requests alone it is safe.',
  ],
  ['FIELD_ADDED', 'safe', 'a field is new', 'Readers skip fields that they do not know, and writers need not send it.'],
  ['MESSAGE_ADDED', 'safe', 'a message is new', 'Nothing in use refers to it yet.'],
  ['OPTIONS_CHANGED', 'none', 'options have other values', 'They tell tools something; messages stay as they are.'],
  ['RESERVED_CHANGED', 'none', 'other numbers or names are reserved', 'More of them protect readers of old messages.'],
  ['RPC_ADDED', 'safe', 'a method is new', 'Nobody calls it yet.'],
  ['UNDEPRECATED', 'safe', 'something is no longer deprecated', 'It works as before.'],
];

/** `FILE_SAME_GO_PACKAGE`, `FIELD_SAME_JSTYPE`: what only generated code of one language reads. */
const titleOf = (id: string): string =>
  TITLES[id] ??
  `generated code is told another ${id
    .replace(/^(FILE|FIELD)_SAME_/, '')
    .toLowerCase()
    .replaceAll('_', ' ')}`;

const explain = (id: string): string => {
  const policies = PROTO_RULES[id]?.policies ?? [];
  const otherwise = PROTO_RULES[id]?.otherwise ?? 'none';
  return `Breaking under buf's ${policies.join(', ')}; ${otherwise} under the other policies.`;
};

export const PROTOBUF_RULES: Rule[] = [
  ...Object.entries(PROTO_RULES).map(
    ([id, { otherwise }]): Rule => ({
      id,
      level: isInPolicy(id, 'WIRE_JSON') ? 'breaking' : otherwise,
      direction: null,
      area: 'protobuf',
      title: titleOf(id),
      explanation: explain(id),
    }),
  ),
  ...OWN.map(
    ([id, level, title, explanation]): Rule => ({
      ...{ id, level, title, explanation },
      direction: null,
      area: 'protobuf',
    }),
  ),
];
