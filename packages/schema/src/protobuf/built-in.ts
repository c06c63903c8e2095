// Files that every Protobuf compiler brings along, or that nearly every contract imports: as far as contracts refer to them.
// The JSON form of well-known types is in json-schema.ts; here they only have to be there, with their names.
// Written from the public documentation of these types; field numbers are part of their definition.

const file = (syntax: string, name: string, body: string): string => `syntax = "${syntax}"; package ${name}; ${body}`;
const wkt = (body: string): string => file('proto3', 'google.protobuf', body);

const WRAPPERS = ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes']
  .map((name) => `message ${name}Value { ${name.toLowerCase()} value = 1; }`)
  .join(' ');

const OPTIONS = ['File', 'Message', 'Field', 'Oneof', 'ExtensionRange', 'Enum', 'EnumValue', 'Service', 'Method']
  .map((name) => `message ${name}Options { extensions 1000 to max; }`)
  .join(' ');

const HTTP = `message Http { repeated HttpRule rules = 1; bool fully_decode_reserved_expansion = 2; }
message HttpRule { string selector = 1; oneof pattern { string get = 2; string put = 3; string post = 4; string delete = 5;
string patch = 6; CustomHttpPattern custom = 8; } string body = 7; string response_body = 12; repeated HttpRule additional_bindings = 11; }
message CustomHttpPattern { string kind = 1; string path = 2; }`;

const FIELD_BEHAVIOR = `enum FieldBehavior { FIELD_BEHAVIOR_UNSPECIFIED = 0; OPTIONAL = 1; REQUIRED = 2; OUTPUT_ONLY = 3; INPUT_ONLY = 4;
IMMUTABLE = 5; UNORDERED_LIST = 6; NON_EMPTY_DEFAULT = 7; IDENTIFIER = 8; }
extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052; }`;

const RESOURCE = `message ResourceDescriptor { string type = 1; repeated string pattern = 2; string name_field = 3; int32 history = 4;
string plural = 5; string singular = 6; } message ResourceReference { string type = 1; string child_type = 2; }
extend google.protobuf.FieldOptions { ResourceReference resource_reference = 1055; }
extend google.protobuf.MessageOptions { ResourceDescriptor resource = 1053; }
extend google.protobuf.FileOptions { repeated ResourceDescriptor resource_definition = 1053; }`;

const DESCRIPTOR = 'import "google/protobuf/descriptor.proto";';

export const BUILT_IN: Readonly<Record<string, string>> = {
  'google/protobuf/any.proto': wkt('message Any { string type_url = 1; bytes value = 2; }'),
  'google/protobuf/duration.proto': wkt('message Duration { int64 seconds = 1; int32 nanos = 2; }'),
  'google/protobuf/empty.proto': wkt('message Empty {}'),
  'google/protobuf/field_mask.proto': wkt('message FieldMask { repeated string paths = 1; }'),
  'google/protobuf/source_context.proto': wkt('message SourceContext { string file_name = 1; }'),
  'google/protobuf/struct.proto': wkt(`message Struct { map<string, Value> fields = 1; }
message Value { oneof kind { NullValue null_value = 1; double number_value = 2; string string_value = 3; bool bool_value = 4;
Struct struct_value = 5; ListValue list_value = 6; } } enum NullValue { NULL_VALUE = 0; }
message ListValue { repeated Value values = 1; }`),
  'google/protobuf/timestamp.proto': wkt('message Timestamp { int64 seconds = 1; int32 nanos = 2; }'),
  'google/protobuf/wrappers.proto': wkt(WRAPPERS),
  'google/protobuf/descriptor.proto': file('proto2', 'google.protobuf', OPTIONS),
  'google/protobuf/cpp_features.proto': file('proto2', 'pb', ''),
  'google/protobuf/java_features.proto': file('proto2', 'pb', ''),
  'google/protobuf/go_features.proto': file('proto2', 'pb', ''),
  'google/api/http.proto': file('proto3', 'google.api', HTTP),
  'google/api/annotations.proto': file(
    'proto3',
    'google.api',
    `import "google/api/http.proto"; ${DESCRIPTOR} extend google.protobuf.MethodOptions { HttpRule http = 72295728; }`,
  ),
  'google/api/client.proto': file(
    'proto3',
    'google.api',
    `${DESCRIPTOR} extend google.protobuf.MethodOptions { repeated string method_signature = 1051; }
extend google.protobuf.ServiceOptions { string default_host = 1049; string oauth_scopes = 1050; string api_version = 525000001; }`,
  ),
  'google/api/field_behavior.proto': file('proto3', 'google.api', `${DESCRIPTOR} ${FIELD_BEHAVIOR}`),
  'google/api/resource.proto': file('proto3', 'google.api', `${DESCRIPTOR} ${RESOURCE}`),
  'google/rpc/status.proto': file(
    'proto3',
    'google.rpc',
    `import "google/protobuf/any.proto"; message Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3; }`,
  ),
};
