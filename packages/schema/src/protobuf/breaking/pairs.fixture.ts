// Pairs of revisions, each about one kind of change, for the comparison with buf. Files by name; `body` is of one proto3 file `a.proto`.

export interface ProtoPair {
  title: string;
  before: Record<string, string>;
  after: Record<string, string>;
}

const file = (body: string, head = 'syntax = "proto3";\npackage p;'): Record<string, string> => ({
  'a.proto': `${head}\n${body}\n`,
});
const pair = (title: string, before: string, after: string, head?: string): ProtoPair => ({
  title,
  before: file(before, head),
  after: file(after, head),
});
const proto2 = (title: string, before: string, after: string) =>
  pair(title, before, after, 'syntax = "proto2";\npackage p;');
const edition = (title: string, before: string, after: string) =>
  pair(title, before, after, 'edition = "2023";\npackage p;');
const heads = (title: string, before: string, after: string, body = 'message M { string a = 1; }'): ProtoPair => ({
  title,
  before: file(body, before),
  after: file(body, after),
});

const TYPES = [
  ...['double', 'float', 'int32', 'int64', 'uint32', 'uint64', 'sint32', 'sint64', 'fixed32', 'fixed64'],
  ...[
    'sfixed32',
    'sfixed64',
    'bool',
    'string',
    'bytes',
    'E',
    'M',
    'F',
    'repeated int32',
    'repeated M',
    'repeated string',
  ],
  ...['optional int32', 'optional M', 'map<string, M>', 'map<int32, string>', 'map<string, string>', 'repeated E'],
];
const ALL_TYPES = TYPES.flatMap((a) => TYPES.map((b) => [a, b] as const));
const fields = (index: 0 | 1) =>
  `enum E { A = 0; B = 1; } enum F { C = 0; } message M { string x = 1; } message X {\n${ALL_TYPES.map(
    (types, at) => `${types[index]} f${at} = ${at + 1};`,
  ).join('\n')}\n}`;

const SERVICE = 'message A {} message B {} service S {';

export const PROTO_PAIRS: ProtoPair[] = [
  pair('nothing', 'message M { string a = 1; }', 'message M {\n  // words\n  string a = 1;\n}'),
  pair('every type to every other', fields(0), fields(1)),
  pair('field deleted', 'message M { string a = 1; string b = 2; }', 'message M { string a = 1; }'),
  pair(
    'field deleted, number reserved',
    'message M { string a = 1; string b = 2; }',
    'message M { reserved 2; string a = 1; }',
  ),
  pair(
    'field deleted, name reserved',
    'message M { string a = 1; string b = 2; }',
    'message M { reserved "b"; string a = 1; }',
  ),
  pair(
    'field deleted, both reserved',
    'message M { string a = 1; string b = 2; }',
    'message M { reserved 2 to 9; reserved "b"; string a = 1; }',
  ),
  pair('field renamed', 'message M { string a_b = 1; }', 'message M { string c_d = 1; }'),
  pair(
    'field renamed, JSON name kept',
    'message M { string a_b = 1; }',
    'message M { string ab_x = 1 [json_name = "aB"]; }',
  ),
  pair('JSON name changed', 'message M { string a_b = 1; }', 'message M { string a_b = 1 [json_name = "other"]; }'),
  pair('field renumbered', 'message M { string a = 1; }', 'message M { string a = 2; }'),
  pair('fields swapped', 'message M { string a = 1; int32 b = 2; }', 'message M { string b = 1; int32 a = 2; }'),
  pair(
    'into a oneof',
    'message M { string a = 1; string b = 2; }',
    'message M { oneof x { string a = 1; string b = 2; } }',
  ),
  pair(
    'out of a oneof',
    'message M { oneof x { string a = 1; string b = 2; } }',
    'message M { string a = 1; oneof x { string b = 2; } }',
  ),
  pair('oneof deleted', 'message M { oneof x { string a = 1; } }', 'message M { string a = 1; }'),
  pair('oneof renamed', 'message M { oneof x { string a = 1; } }', 'message M { oneof y { string a = 1; } }'),
  pair('optional to oneof', 'message M { optional string a = 1; }', 'message M { oneof x { string a = 1; } }'),
  pair('message deleted', 'message M { string a = 1; } message N { M m = 1; }', 'message N { }'),
  pair(
    'nested message deleted',
    'message M { message I { string a = 1; } string b = 1; }',
    'message M { string b = 1; }',
  ),
  pair(
    'outer message deleted',
    'message K {} message M { message I { enum E { A = 0; } } string b = 1; }',
    'message K {}',
  ),
  pair(
    'message renamed',
    'message M { string a = 1; } message N { M m = 1; repeated M l = 2; map<string, M> k = 3; }',
    'message O { string a = 1; } message N { O m = 1; repeated O l = 2; map<string, O> k = 3; }',
  ),
  pair(
    'message nested',
    'message M { string a = 1; } message N { M m = 1; }',
    'message N { message M { string a = 1; } M m = 1; }',
  ),
  pair('map deleted', 'message M { map<string, string> a = 1; string b = 2; }', 'message M { string b = 2; }'),
  pair('map renamed', 'message M { map<string, string> a = 1; }', 'message M { map<string, string> b = 1; }'),
  pair('map values changed', 'message M { map<string, int32> a = 1; }', 'message M { map<string, string> a = 1; }'),
  pair('map keys changed', 'message M { map<string, int32> a = 1; }', 'message M { map<int64, int32> a = 1; }'),
  pair(
    'enum deleted',
    'enum E { A = 0; } message M { enum I { B = 0; } string a = 1; }',
    'message M { string a = 1; }',
  ),
  pair('value deleted', 'enum E { A = 0; B = 1; C = 2; }', 'enum E { A = 0; }'),
  pair('value deleted, reserved', 'enum E { A = 0; B = 1; C = 2; }', 'enum E { reserved 1, 2; reserved "B"; A = 0; }'),
  pair('value renamed', 'enum E { A = 0; B = 1; }', 'enum E { A = 0; C = 1; }'),
  pair('value renumbered', 'enum E { A = 0; B = 1; }', 'enum E { A = 0; B = 2; }'),
  pair('alias added', 'enum E { A = 0; B = 1; }', 'enum E { option allow_alias = true; A = 0; B = 1; C = 1; }'),
  pair('alias removed', 'enum E { option allow_alias = true; A = 0; B = 1; C = 1; }', 'enum E { A = 0; B = 1; }'),
  pair(
    'alias with a name reserved',
    'enum E { option allow_alias = true; A = 0; B = 1; C = 1; }',
    'enum E { reserved "B"; A = 0; }',
  ),
  pair(
    'alias renamed',
    'enum E { option allow_alias = true; A = 0; B = 1; C = 1; }',
    'enum E { option allow_alias = true; A = 0; B = 1; D = 1; }',
  ),
  pair(
    'enum of a field replaced',
    'enum E { A = 0; B = 1; } message M { E e = 1; }',
    'enum E { A = 0; B = 1; } enum F { C = 0; D = 1; G = 2; } message M { F e = 1; }',
  ),
  pair(
    'enum moved inside',
    'enum E { A = 0; B = 1; } message M { E e = 1; }',
    'message M { enum E { A = 0; B = 1; C = 2; } E e = 1; }',
  ),
  pair(
    'enum moved inside and shrunk',
    'enum E { A = 0; B = 1; } message M { E e = 1; }',
    'message M { enum E { A = 0; } E e = 1; }',
  ),
  pair(
    'enum renamed with other names',
    'enum E { A = 0; B = 1; } message M { E e = 1; }',
    'enum F { X = 0; Y = 1; } message M { F e = 1; }',
  ),
  pair(
    'reserved ranges shrunk',
    'message M { reserved 2 to 9, 20; reserved "x", "y"; } enum E { reserved 4, 5 to max; reserved "Z"; A = 0; }',
    'message M { reserved 2 to 5, 7 to 9; reserved "x"; } enum E { reserved 4 to 100; A = 0; }',
  ),
  pair('reserved ranges joined', 'message M { reserved 2, 3, 4; }', 'message M { reserved 2 to 4; }'),
  pair('reserved ranges split', 'message M { reserved 2 to 4; }', 'message M { reserved 2, 3, 4; }'),
  pair(
    'reserved name used again',
    'message M { reserved 2; reserved "b"; string a = 1; }',
    'message M { string a = 1; int32 b = 2; }',
  ),
  pair(
    'jstype changed',
    'message M { int64 a = 1; int64 b = 2 [jstype = JS_STRING]; }',
    'message M { int64 a = 1 [jstype = JS_NUMBER]; int64 b = 2; }',
  ),
  pair(
    'ctype changed',
    'message M { string a = 1; bytes b = 2 [ctype = CORD]; }',
    'message M { string a = 1 [ctype = CORD]; bytes b = 2; }',
  ),
  pair(
    'accessor removed',
    'message M { string a = 1; }',
    'message M { option no_standard_descriptor_accessor = true; string a = 1; }',
  ),
  pair(
    'deprecated',
    'message M { string a = 1; }',
    'message M { option deprecated = true; string a = 1 [deprecated = true]; }',
  ),
  pair(
    'method deleted',
    `${SERVICE} rpc X(A) returns (B); rpc Y(A) returns (B); }`,
    `${SERVICE} rpc Y(A) returns (B); }`,
  ),
  pair('method types changed', `${SERVICE} rpc X(A) returns (B); }`, `${SERVICE} rpc X(B) returns (A); }`),
  pair(
    'method streams',
    `${SERVICE} rpc X(A) returns (B); rpc Y(stream A) returns (stream B); }`,
    `${SERVICE} rpc X(stream A) returns (stream B); rpc Y(A) returns (B); }`,
  ),
  pair(
    'idempotency changed',
    `${SERVICE} rpc X(A) returns (B); rpc Y(A) returns (B) { option idempotency_level = IDEMPOTENT; } }`,
    `${SERVICE} rpc X(A) returns (B) { option idempotency_level = NO_SIDE_EFFECTS; } rpc Y(A) returns (B); }`,
  ),
  pair('service deleted', `${SERVICE} rpc X(A) returns (B); }`, 'message A {} message B {}'),
  pair(
    'service renamed',
    `${SERVICE} rpc X(A) returns (B); }`,
    'message A {} message B {} service T { rpc X(A) returns (B); }',
  ),
  proto2(
    'required changed',
    'message M { required string a = 1; optional string b = 2; required int32 c = 3; }',
    'message M { optional string a = 1; required string b = 2; required int32 d = 4; }',
  ),
  proto2(
    'cardinality in proto2',
    'message M { optional string a = 1; required string b = 2; repeated int32 c = 3; required int32 d = 4; }',
    'message M { repeated string a = 1; repeated string b = 2; required int32 c = 3; optional int32 d = 4; }',
  ),
  proto2(
    'defaults changed',
    'enum E { A = 0; B = 1; } message M { optional int32 a = 1 [default = 1]; optional int32 b = 2; optional string c = 3 [default = "x"]; optional bool d = 4 [default = true]; optional E e = 5 [default = B]; optional E f = 6; optional int32 g = 7; optional double h = 8 [default = 1.0]; optional bytes i = 9 [default = "a"]; optional int64 j = 10 [default = 0x10]; optional float k = 11 [default = inf]; optional string l = 12; }',
    'enum E { A = 0; B = 1; } message M { optional int32 a = 1 [default = 2]; optional int32 b = 2 [default = 3]; optional string c = 3; optional bool d = 4 [default = false]; optional E e = 5 [default = A]; optional E f = 6 [default = A]; optional int32 g = 7 [default = 0]; optional double h = 8 [default = 1]; optional bytes i = 9 [default = "\\x61"]; optional int64 j = 10 [default = 16]; optional float k = 11 [default = -inf]; optional string l = 12 [default = ""]; }',
  ),
  proto2(
    'default with another type',
    'message M { optional int32 a = 1 [default = 1]; optional string b = 2 [default = "1"]; }',
    'message M { optional int64 a = 1 [default = 1]; optional int32 b = 2 [default = 1]; }',
  ),
  proto2(
    'closed enum shrinks',
    'enum E { A = 1; B = 2; } message M { optional E e = 1; }',
    'enum E { B = 2; } message M { optional E e = 1; }',
  ),
  proto2(
    'groups',
    'message M { optional group G = 1 { optional string a = 1; } repeated group H = 2 { optional string b = 1; } }',
    'message M { optional group G = 1 { optional int32 a = 1; } optional G h = 2; }',
  ),
  proto2(
    'extensions',
    'message M { extensions 100 to 199; optional string a = 1; } extend M { optional string x = 100; optional int32 y = 101; }',
    'message M { extensions 100 to 150; optional string a = 1; } extend M { optional int32 x = 100; }',
  ),
  proto2(
    'extensions split and renamed',
    'message M { extensions 100 to 199; } extend M { optional string x = 100; } message N { extend M { optional string z = 102; } }',
    'message M { extensions 100 to 150, 151 to 199; } extend M { optional string w = 100; } message N { extend M { optional string z = 103; } }',
  ),
  proto2(
    'extension moved into a message',
    'message M { extensions 100 to 199; } extend M { optional string x = 100; } message N {}',
    'message M { extensions 100 to 199; } message N { extend M { optional string x = 100; } }',
  ),
  heads(
    'syntax changed',
    'syntax = "proto2";\npackage p;',
    'syntax = "proto3";\npackage p;',
    'message M { optional string a = 1; repeated int32 b = 2; } enum E { A = 0; }',
  ),
  heads('syntax unspecified', 'package p;', 'syntax = "proto2";\npackage p;', 'message M { optional string a = 1; }'),
  heads(
    'to an edition',
    'syntax = "proto3";\npackage p;',
    'edition = "2023";\npackage p;',
    'message M { string a = 1; int32 b = 2; repeated int32 c = 3; } enum E { A = 0; }',
  ),
  heads('to the next edition', 'edition = "2023";\npackage p;', 'edition = "2024";\npackage p;'),
  heads(
    'package changed',
    'syntax = "proto3";\npackage p;',
    'syntax = "proto3";\npackage q;',
    'message M { string a = 1; } enum E { A = 0; } service S { rpc X(M) returns (M); }',
  ),
  heads('package removed', 'syntax = "proto3";\npackage p;', 'syntax = "proto3";'),
  edition(
    'features changed',
    'message M { string a = 1; string b = 2 [features.field_presence = IMPLICIT]; M c = 3; string d = 4; } enum E { A = 0; }',
    'message M { string a = 1 [features.field_presence = IMPLICIT]; string b = 2; M c = 3 [features.message_encoding = DELIMITED]; string d = 4 [features.utf8_validation = NONE]; } enum E { option features.enum_type = CLOSED; A = 0; }',
  ),
  edition(
    'features of the file',
    'option features.field_presence = IMPLICIT; message M { string a = 1; }',
    'option features = { field_presence: EXPLICIT utf8_validation: NONE }; message M { string a = 1; }',
  ),
  edition(
    'legacy required',
    'message M { string a = 1; }',
    'message M { string a = 1 [features.field_presence = LEGACY_REQUIRED]; }',
  ),
  edition(
    'JSON form lost',
    'message M { string a = 1; } enum E { A = 0; }',
    'message M { option features.json_format = LEGACY_BEST_EFFORT; string a = 1; } enum E { option features.json_format = LEGACY_BEST_EFFORT; A = 0; }',
  ),
  edition(
    'C++ and Java features',
    'import "google/protobuf/cpp_features.proto"; import "google/protobuf/java_features.proto"; message M { string a = 1; string b = 2; }',
    'import "google/protobuf/cpp_features.proto"; import "google/protobuf/java_features.proto"; message M { string a = 1 [features.(pb.cpp).string_type = VIEW]; string b = 2 [features.(pb.java).utf8_validation = VERIFY]; }',
  ),
  heads(
    'file options set',
    'syntax = "proto3";\npackage p;',
    'syntax = "proto3";\npackage p;\noption java_package = "x"; option java_outer_classname = "x"; option java_multiple_files = true; option go_package = "x/y"; option csharp_namespace = "X"; option objc_class_prefix = "X"; option php_class_prefix = "X"; option php_namespace = "X"; option php_metadata_namespace = "X"; option ruby_package = "X"; option swift_prefix = "X"; option optimize_for = CODE_SIZE; option cc_generic_services = true; option java_generic_services = true; option py_generic_services = true; option cc_enable_arenas = false; option java_string_check_utf8 = true;',
  ),
  heads(
    'file options at their defaults',
    'syntax = "proto3";\npackage p;',
    'syntax = "proto3";\npackage p;\noption java_multiple_files = false; option optimize_for = SPEED; option cc_generic_services = false; option cc_enable_arenas = true;',
  ),
  {
    title: 'file deleted, its messages moved',
    before: {
      'a.proto': 'syntax = "proto3"; package p; message M { string a = 1; }',
      'b.proto':
        'syntax = "proto3"; package p; message N { string a = 1; } enum E { A = 0; } service S { rpc X(N) returns (N); }',
    },
    after: {
      'a.proto':
        'syntax = "proto3"; package p; message M { string a = 1; } message N { string a = 1; } enum E { A = 0; } service S { rpc X(N) returns (N); }',
    },
  },
  {
    title: 'file deleted',
    before: {
      'a.proto': 'syntax = "proto3"; package p; message M { string a = 1; }',
      'x/b.proto': 'syntax = "proto3"; package p; message N { string a = 1; }',
    },
    after: { 'a.proto': 'syntax = "proto3"; package p; message M { string a = 1; }' },
  },
  {
    title: 'package deleted',
    before: {
      'a.proto': 'syntax = "proto3"; package p; message M { string a = 1; }',
      'q.proto': 'syntax = "proto3"; package q; message N { string a = 1; }',
    },
    after: { 'a.proto': 'syntax = "proto3"; package p; message M { string a = 1; }' },
  },
  {
    title: 'messages moved between files, fields changed',
    before: {
      'a.proto': 'syntax = "proto3"; package p; message M { string a = 1; }',
      'b.proto': 'syntax = "proto3"; package p; import "a.proto"; message N { M a = 1; }',
    },
    after: {
      'a.proto': 'syntax = "proto3"; package p; message K {}',
      'b.proto': 'syntax = "proto3"; package p;\nmessage M { int32 a = 1; }\nmessage N { M a = 1; }',
    },
  },
  {
    title: 'well-known types swapped',
    before: file(
      'import "google/protobuf/timestamp.proto"; import "google/protobuf/wrappers.proto"; message M { google.protobuf.Timestamp a = 1; google.protobuf.StringValue b = 2; }',
    ),
    after: file('import "google/protobuf/duration.proto"; message M { google.protobuf.Duration a = 1; string b = 2; }'),
  },
];
