// buf's breaking rules by id, in which of its categories each one stands, and what is noted when a rule is outside of the chosen one.
// The category decides what is breaking; ids never change.
import type { SchemaChangeLevel } from '@mockops/contract';

export type ProtoPolicy = 'FILE' | 'PACKAGE' | 'WIRE_JSON' | 'WIRE';

const ALL: ProtoPolicy[] = ['FILE', 'PACKAGE', 'WIRE_JSON', 'WIRE'];
const JSON_ON: ProtoPolicy[] = ['FILE', 'PACKAGE', 'WIRE_JSON'];
const SOURCE: ProtoPolicy[] = ['FILE', 'PACKAGE'];

interface ProtoRule {
  policies: ProtoPolicy[];
  /** The level outside of those policies. `risky`: a client's generated code, or a reader of JSON, may notice. */
  otherwise: SchemaChangeLevel;
}

const rule = (policies: ProtoPolicy[], otherwise: SchemaChangeLevel): ProtoRule => ({ policies, otherwise });

export const PROTO_RULES: Readonly<Record<string, ProtoRule>> = {
  ENUM_NO_DELETE: rule(['FILE'], 'none'),
  ENUM_SAME_JSON_FORMAT: rule(JSON_ON, 'risky'),
  ENUM_SAME_TYPE: rule(SOURCE, 'risky'),
  ENUM_VALUE_NO_DELETE: rule(SOURCE, 'risky'),
  ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED: rule(['WIRE_JSON'], 'risky'),
  ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED: rule(['WIRE_JSON', 'WIRE'], 'risky'),
  ENUM_VALUE_SAME_NAME: rule(JSON_ON, 'risky'),
  EXTENSION_MESSAGE_NO_DELETE: rule(SOURCE, 'none'),
  EXTENSION_NO_DELETE: rule(['FILE'], 'none'),
  FIELD_NO_DELETE: rule(SOURCE, 'risky'),
  FIELD_NO_DELETE_UNLESS_NAME_RESERVED: rule(['WIRE_JSON'], 'risky'),
  FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED: rule(['WIRE_JSON', 'WIRE'], 'risky'),
  FIELD_SAME_CARDINALITY: rule(SOURCE, 'risky'),
  FIELD_SAME_CPP_STRING_TYPE: rule(SOURCE, 'none'),
  FIELD_SAME_DEFAULT: rule(ALL, 'risky'),
  FIELD_SAME_JAVA_UTF8_VALIDATION: rule(SOURCE, 'none'),
  FIELD_SAME_JSON_NAME: rule(JSON_ON, 'risky'),
  FIELD_SAME_JSTYPE: rule(SOURCE, 'none'),
  FIELD_SAME_NAME: rule(JSON_ON, 'risky'),
  FIELD_SAME_ONEOF: rule(ALL, 'risky'),
  FIELD_SAME_TYPE: rule(SOURCE, 'risky'),
  FIELD_SAME_UTF8_VALIDATION: rule(SOURCE, 'risky'),
  FIELD_WIRE_COMPATIBLE_CARDINALITY: rule(['WIRE'], 'risky'),
  FIELD_WIRE_COMPATIBLE_TYPE: rule(['WIRE'], 'risky'),
  FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY: rule(['WIRE_JSON'], 'risky'),
  FIELD_WIRE_JSON_COMPATIBLE_TYPE: rule(['WIRE_JSON'], 'risky'),
  FILE_NO_DELETE: rule(['FILE'], 'none'),
  FILE_SAME_CC_ENABLE_ARENAS: rule(SOURCE, 'none'),
  FILE_SAME_CC_GENERIC_SERVICES: rule(SOURCE, 'none'),
  FILE_SAME_CSHARP_NAMESPACE: rule(SOURCE, 'none'),
  FILE_SAME_GO_PACKAGE: rule(SOURCE, 'none'),
  FILE_SAME_JAVA_GENERIC_SERVICES: rule(SOURCE, 'none'),
  FILE_SAME_JAVA_MULTIPLE_FILES: rule(SOURCE, 'none'),
  FILE_SAME_JAVA_OUTER_CLASSNAME: rule(SOURCE, 'none'),
  FILE_SAME_JAVA_PACKAGE: rule(SOURCE, 'none'),
  FILE_SAME_OBJC_CLASS_PREFIX: rule(SOURCE, 'none'),
  FILE_SAME_OPTIMIZE_FOR: rule(SOURCE, 'none'),
  FILE_SAME_PACKAGE: rule(ALL, 'risky'),
  FILE_SAME_PHP_CLASS_PREFIX: rule(SOURCE, 'none'),
  FILE_SAME_PHP_METADATA_NAMESPACE: rule(SOURCE, 'none'),
  FILE_SAME_PHP_NAMESPACE: rule(SOURCE, 'none'),
  FILE_SAME_PY_GENERIC_SERVICES: rule(SOURCE, 'none'),
  FILE_SAME_RUBY_PACKAGE: rule(SOURCE, 'none'),
  FILE_SAME_SWIFT_PREFIX: rule(SOURCE, 'none'),
  FILE_SAME_SYNTAX: rule(SOURCE, 'none'),
  MESSAGE_NO_DELETE: rule(['FILE'], 'none'),
  MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR: rule(SOURCE, 'none'),
  MESSAGE_SAME_JSON_FORMAT: rule(JSON_ON, 'risky'),
  MESSAGE_SAME_REQUIRED_FIELDS: rule(ALL, 'risky'),
  ONEOF_NO_DELETE: rule(SOURCE, 'none'),
  PACKAGE_ENUM_NO_DELETE: rule(['PACKAGE'], 'none'),
  PACKAGE_EXTENSION_NO_DELETE: rule(['PACKAGE'], 'none'),
  PACKAGE_MESSAGE_NO_DELETE: rule(['PACKAGE'], 'none'),
  PACKAGE_NO_DELETE: rule(['PACKAGE'], 'none'),
  PACKAGE_SERVICE_NO_DELETE: rule(['PACKAGE'], 'none'),
  RESERVED_ENUM_NO_DELETE: rule(ALL, 'risky'),
  RESERVED_MESSAGE_NO_DELETE: rule(ALL, 'risky'),
  // WIRE and WIRE_JSON leave these out; a mock or a JSON client that calls the method breaks all the same.
  RPC_NO_DELETE: rule(SOURCE, 'breaking'),
  RPC_SAME_CLIENT_STREAMING: rule(ALL, 'risky'),
  RPC_SAME_IDEMPOTENCY_LEVEL: rule(ALL, 'risky'),
  RPC_SAME_REQUEST_TYPE: rule(ALL, 'risky'),
  RPC_SAME_RESPONSE_TYPE: rule(ALL, 'risky'),
  RPC_SAME_SERVER_STREAMING: rule(ALL, 'risky'),
  SERVICE_NO_DELETE: rule(['FILE'], 'breaking'),
};

export const isInPolicy = (id: string, policy: ProtoPolicy): boolean =>
  PROTO_RULES[id]?.policies.includes(policy) ?? false;
