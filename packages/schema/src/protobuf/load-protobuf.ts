// .proto files in, one ApiModel out: each unary method is `POST /package.Service/Method` with JSON bodies, as the Connect protocol
// has it, so that mocks, coverage and SDKs work as they do for OpenAPI. Streaming methods are named, and not served.
import type { Issue, Result } from '@mockops/contract';
import { byText, canonicalText, sha256 } from '../json.ts';
import { REF_PREFIX } from '../keywords.ts';
import { createChecksums } from '../load/checksum.ts';
import type { LoadedContract } from '../load/load.ts';
import type { ApiModel, ApiOperation, JsonSchema } from '../model.ts';
import { normalizeName } from '../source/files.ts';
import { MAX_FILES, MAX_TEXT } from '../source/limits.ts';
import { createReach, eachEnum, eachMessage, type ProtoMethod, type ProtoService } from './descriptor.ts';
import { meaningOf } from './digest.ts';
import { createProtoSchemas, type ProtoSchemas } from './json-schema.ts';
import { type Linked, linkProto } from './link.ts';
import { createProtoLocator } from './locate.ts';
import { parseProto } from './parse.ts';
import type { WrittenFile } from './syntax.ts';

const isProtoFile = (name: string): boolean => /\.proto$/i.test(name);

/** .proto files are the contract unless an OpenAPI document stands beside them: then they only lie there. */
export const isProtobuf = (files: Record<string, string>): boolean =>
  Object.keys(files).some(isProtoFile) &&
  !Object.entries(files).some(
    ([name, text]) => !isProtoFile(name) && /^[ \t]*["']?(openapi|swagger)["']?\s*:/m.test(text),
  );

export const withoutProtoFiles = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !isProtoFile(name)));

/**
 * `ok: false` when nothing is declared in the files. Otherwise `issues` lists what was left out: statements, and each
 * method that needs one of them; streaming methods are warnings.
 */
export function loadProtobuf(files: Record<string, string>): Result<LoadedContract> {
  const tooMuch = checkSize(files);
  if (tooMuch) return { ok: false, issues: [tooMuch] };
  const written = new Map<string, WrittenFile>();
  const issues: Issue[] = [];
  const seen = new Set<string>();
  for (const [name, text] of Object.entries(files).sort(([a], [b]) => byText(a, b))) {
    if (!isProtoFile(name)) continue;
    const parsed = parseProto(name, text);
    issues.push(...parsed.issues);
    // The given name is kept for places; `./a//b.proto` and `a/b.proto` are one file.
    const path = normalizeName(name);
    if (!seen.has(path)) written.set(name, parsed.file);
    seen.add(path);
  }
  if ([...written.values()].every(isEmpty)) return { ok: false, issues: issues.length > 0 ? issues : [nothing(files)] };

  const linked = linkProto(written);
  issues.push(...linked.issues);
  const api = buildModel(linked, issues);
  return { ok: true, value: { api, locate: createProtoLocator(linked.set) }, issues };
}

function checkSize(files: Record<string, string>): Issue | undefined {
  const count = Object.keys(files).length;
  const length = Object.values(files).reduce((sum, text) => sum + text.length, 0);
  if (count <= MAX_FILES && length <= MAX_TEXT) return undefined;
  const message =
    count > MAX_FILES
      ? `${count} files; at most ${MAX_FILES} are read`
      : `${length} characters of text; at most ${MAX_TEXT} are read`;
  return { code: 'SCH005', path: '', message, hint: 'push only the files that belong to the contract' };
}

const isEmpty = ({ messages, enums, services, extensions }: WrittenFile): boolean =>
  messages.length + enums.length + services.length + extensions.length === 0;

const nothing = (files: Record<string, string>): Issue => ({
  code: 'PRO011',
  path: '',
  message: `no message, enum or service is declared in ${Object.keys(files).sort(byText).join(', ')}`,
  hint: 'push the files that declare the services',
});

function buildModel(linked: Linked, issues: Issue[]): ApiModel {
  const reach = createReach(linked.files);
  const services = linked.set.files.flatMap((file) => file.services.map((service) => ({ file, service })));
  // Copies of Google's own files are there to be imported; what is used of them is reached.
  const own = linked.set.files.filter((file) => !['google.api', 'google.protobuf'].includes(file.package));
  const all = own.flatMap((file) => [
    ...[...eachMessage(file)].map(({ full_name }) => full_name),
    ...[...eachEnum(file)].map(({ full_name }) => full_name),
  ]);
  const proto = createProtoSchemas(linked.files, reach(all));
  const error = claim(proto.schemas, 'ConnectError');
  const ids = operationIds(services);

  const operations: Omit<ApiOperation, 'checksum'>[] = [];
  for (const { file, service } of services)
    for (const method of service.methods) {
      const place = [...(method.places.name ?? [1, 1])] as const;
      const at = { file: file.file, line: place[0], col: place[1] };
      const path = `/${service.full_name}/${method.name}`;
      if (method.client_streaming || method.server_streaming) {
        issues.push(streaming(method, path, at));
        continue;
      }
      const broken = findBroken(method, linked, reach);
      if (broken) {
        const { message, hint } = broken;
        const where = broken.at ? ` (${broken.at.file}:${broken.at.line}:${broken.at.col})` : '';
        issues.push({
          code: 'PRO006',
          path,
          at,
          message: `POST ${path} is left out: ${message}${where}`,
          ...(hint && { hint }),
        });
        continue;
      }
      operations.push(toOperation({ service, method, path, proto, error, id: ids.get(method) ?? method.name }));
    }

  const schemas: Record<string, JsonSchema> = Object.fromEntries(
    Object.entries({ ...proto.schemas, ...(operations.length > 0 && { [error]: CONNECT_ERROR }) }).sort(([a], [b]) =>
      byText(a, b),
    ),
  );
  const checksums = createChecksums(schemas);
  return {
    kind: 'protobuf',
    ...titleOf(services.map(({ file }) => file.package)),
    servers: [],
    operations: operations
      .map((operation): ApiOperation => ({ ...operation, checksum: checksums.ofOperation(operation) }))
      .sort((a, b) => byText(a.key, b.key)),
    schemas,
    webhooks: [],
    security_schemes: {},
    tags: services
      .map(({ service: { name, doc } }) => ({ name, ...(doc && { description: doc }) }))
      .sort((a, b) => byText(a.name, b.name)),
    protobuf: linked.set,
    // Everything else is derived from the declarations.
    digest: sha256(canonicalText(meaningOf(linked.set))),
  };
}

const streaming = (method: ProtoMethod, path: string, at: NonNullable<Issue['at']>): Issue => ({
  code: 'PRO010',
  path,
  at,
  severity: 'warning',
  message: `${method.full_name} streams, and is not served: mocks and SDKs hold unary methods`,
  hint: 'nothing needs to be done; its messages are still compared between revisions',
});

/** What is wrong with the method, or with anything that its messages hold. */
function findBroken(
  method: ProtoMethod,
  { broken }: Linked,
  reach: (names: string[]) => Set<string>,
): Issue | undefined {
  const own = broken.get(method.full_name);
  if (own || broken.size === 0) return own;
  const found = [...reach([method.request, method.response])].sort(byText).find((name) => broken.has(name));
  return found === undefined ? undefined : broken.get(found);
}

function claim(taken: Record<string, JsonSchema>, wanted: string): string {
  let name = wanted;
  for (let count = 2; Object.hasOwn(taken, name); count += 1) name = `${wanted}${count}`;
  return name;
}

/** `Service_Method`; with the package where two packages have a service of that name. */
function operationIds(services: { service: ProtoService }[]): Map<ProtoMethod, string> {
  const count = new Map<string, number>();
  for (const { service } of services) count.set(service.name, (count.get(service.name) ?? 0) + 1);
  return new Map(
    services.flatMap(({ service }) => {
      const owner = count.get(service.name) === 1 ? service.name : service.full_name.replaceAll('.', '_');
      return service.methods.map((method) => [method, `${owner}_${method.name}`] as const);
    }),
  );
}

interface Source {
  service: ProtoService;
  method: ProtoMethod;
  path: string;
  proto: ProtoSchemas;
  error: string;
  id: string;
}

function toOperation({ service, method, path, proto, error, id }: Source): Omit<ApiOperation, 'checksum'> {
  const json = (schema: JsonSchema) => [{ media_type: 'application/json', schema, examples: [] }];
  return {
    key: `POST ${path}`,
    method: 'POST',
    path,
    operation_id: id,
    tags: [service.name],
    ...(method.doc && { description: method.doc }),
    deprecated: method.options.deprecated === true || service.options.deprecated === true,
    parameters: [],
    request_body: { required: true, content: json(proto.of(method.request)) },
    responses: [
      { status: '200', description: '', headers: [], content: json(proto.of(method.response)), links: [] },
      {
        status: 'default',
        description: "An error in Connect's form.",
        headers: [],
        content: json({ $ref: REF_PREFIX + error }),
        links: [],
      },
    ],
    callbacks: [],
    pointer: path,
  };
}

/** https://connectrpc.com/docs/protocol#error-codes: how unary calls fail in JSON. */
const CONNECT_ERROR: JsonSchema = {
  description: 'How a call fails: a code, words for people, and details that clients may read.',
  properties: {
    code: {
      enum: [
        'aborted',
        'already_exists',
        'canceled',
        'data_loss',
        'deadline_exceeded',
        'failed_precondition',
        'internal',
        'invalid_argument',
        'not_found',
        'out_of_range',
        'permission_denied',
        'resource_exhausted',
        'unauthenticated',
        'unavailable',
        'unimplemented',
        'unknown',
      ],
      type: 'string',
    },
    details: {
      items: {
        properties: {
          debug: { description: 'The value as JSON, for people.' },
          type: { description: 'The full name of the message.', type: 'string' },
          value: { description: 'The message in bytes, Base64 without padding.', type: 'string' },
        },
        required: ['type', 'value'],
        type: 'object',
      },
      type: 'array',
    },
    message: { type: 'string' },
  },
  required: ['code'],
  type: 'object',
};

/** The package that all services share, and its version segment. */
function titleOf(packages: string[]): { title: string; version: string } {
  const [first = [], ...rest] = [...new Set(packages)].map((name) => name.split('.'));
  let length = first.length;
  for (const other of rest) while (first.slice(0, length).join('.') !== other.slice(0, length).join('.')) length -= 1;
  const shared = first.slice(0, length);
  const version = first.at(-1) ?? '';
  const hasVersion = /^v\d/.test(version) && packages.every((name) => name.endsWith(`.${version}`));
  const title = hasVersion && shared.at(-1) === version ? shared.slice(0, -1) : shared;
  return { title: title.join('.') || packages[0] || 'Protobuf', version: hasVersion ? version : '' };
}
