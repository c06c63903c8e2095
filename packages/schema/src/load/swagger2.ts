// Swagger 2.0 in, the same contract as an OpenAPI 3.0 document out, and from each place of it the way back to the text.
// `definitions` stay where they are: components only refer to them, so every reference to them keeps its meaning.
import { byText, isObject, type JsonObject, toPointer } from '../json.ts';
import { normalizeName } from '../source/files.ts';
import { type Location, type Resolver, within } from '../source/resolver.ts';

const METHODS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put'];
/** Members of a parameter or header that are no schema keywords. */
const NOT_SCHEMA = new Set(['name', 'in', 'required', 'description', 'collectionFormat', 'allowEmptyValue']);
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';
const FLOWS: Record<string, string> = { accessCode: 'authorizationCode', application: 'clientCredentials' };

interface Part {
  value: JsonObject;
  location: Location;
}

interface Upgrade {
  root: { file: string; document: JsonObject };
  resolver: Resolver;
  /** Tells that what stands at a pointer of the new document came from elsewhere. */
  moved: (pointer: string, origin: Location) => void;
}

export function upgradeSwagger2(
  root: { file: string; document: JsonObject },
  resolver: Resolver,
): { document: JsonObject; originOf: (pointer: string) => Location } {
  const origins = new Map<string, Location>();
  const upgrade: Upgrade = { root, resolver, moved: (pointer, origin) => void origins.set(pointer, origin) };
  const { swagger: _version, paths, definitions, securityDefinitions, ...kept } = root.document;
  upgrade.moved('/components/securitySchemes', { file: root.file, pointer: '/securityDefinitions' });
  const document: JsonObject = {
    ...kept,
    openapi: '3.0.3',
    servers: serversOf(root.document),
    definitions,
    paths: mapMembers(paths, (path, item) => upgradeItem(path, item, upgrade)),
    components: {
      schemas: mapMembers(definitions, (name) => ({ $ref: `#/definitions${encodeURI(toPointer(name))}` })),
      securitySchemes: mapMembers(securityDefinitions, (_name, scheme) => upgradeScheme(scheme)),
    },
  };
  return {
    document,
    originOf(pointer) {
      for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
        const origin = origins.get(pointer.slice(0, end));
        if (origin) return { file: origin.file, pointer: origin.pointer + pointer.slice(end) };
      }
      return { file: root.file, pointer };
    },
  };
}

const mapMembers = (value: unknown, change: (name: string, member: unknown) => unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(name, one)])) : value;

function serversOf({ host, basePath, schemes }: JsonObject): { url: string }[] {
  const path = typeof basePath === 'string' ? basePath : '';
  if (typeof host !== 'string') return path === '' || path === '/' ? [] : [{ url: path }];
  const given = Array.isArray(schemes) ? schemes.filter((scheme) => scheme === 'http' || scheme === 'https') : [];
  return (given.length > 0 ? given : ['https']).map((scheme) => ({ url: `${scheme}://${host}${path}` }));
}

function upgradeScheme(scheme: unknown): unknown {
  if (!isObject(scheme)) return scheme;
  if (scheme.type === 'basic') return { type: 'http', scheme: 'basic', description: scheme.description };
  if (scheme.type !== 'oauth2' || typeof scheme.flow !== 'string') return scheme;
  const { authorizationUrl, tokenUrl, scopes, description } = scheme;
  const flow = FLOWS[scheme.flow] ?? scheme.flow;
  return { type: 'oauth2', description, flows: { [flow]: { authorizationUrl, tokenUrl, scopes } } };
}

function upgradeItem(path: string, given: unknown, upgrade: Upgrade): unknown {
  const target = upgrade.resolver.follow(given, { file: upgrade.root.file, pointer: `/paths${toPointer(path)}` });
  if (!target.ok || !isObject(target.value)) return given;
  const { parameters: shared, ...item } = target.value;
  const at = `/paths${toPointer(path)}`;
  if (target.location.pointer !== at || target.location.file !== upgrade.root.file) upgrade.moved(at, target.location);
  for (const method of METHODS) {
    const operation = item[method];
    if (!isObject(operation)) continue;
    const lists = [
      { list: shared, location: within(target.location, 'parameters') },
      { list: operation.parameters, location: within(target.location, method, 'parameters') },
    ];
    const from: Part = { value: operation, location: within(target.location, method) };
    item[method] = upgradeOperation(from, lists, at + toPointer(method), upgrade);
  }
  return item;
}

function upgradeOperation(
  from: Part,
  lists: { list: unknown; location: Location }[],
  at: string,
  upgrade: Upgrade,
): JsonObject {
  const { consumes, produces, parameters: _moved, responses, ...kept } = from.value;
  const parts = new Map<string, Part>();
  const broken: unknown[] = [];
  for (const { list, location } of lists)
    for (const [index, value] of (Array.isArray(list) ? list : []).entries()) {
      const target = upgrade.resolver.follow(value, within(location, index));
      if (!target.ok || !isObject(target.value)) broken.push(value);
      else parts.set(`${target.value.in} ${target.value.name}`, { value: target.value, location: target.location });
    }
  const all = [...parts.values()];
  const isBody = ({ value }: Part) => value.in === 'body' || value.in === 'formData';
  const plain = all.filter((part) => !isBody(part));
  for (const [index, { location }] of plain.entries()) upgrade.moved(`${at}/parameters/${index}`, location);
  const mediaTypes = typesOf(consumes ?? upgrade.root.document.consumes);
  const body = all.find(({ value }) => value.in === 'body');
  const form = all.filter(({ value }) => value.in === 'formData');
  const requestBody = body
    ? upgradeBody(body, mediaTypes, `${at}/requestBody`, upgrade)
    : form.length > 0
      ? upgradeForm(form, mediaTypes, `${at}/requestBody`, upgrade)
      : undefined;
  const answers = typesOf(produces ?? upgrade.root.document.produces);
  const responsesAt = within(from.location, 'responses');
  return {
    ...kept,
    parameters: [...plain.map((part) => upgradeParameter(part)), ...broken],
    ...(requestBody && { requestBody }),
    responses: mapMembers(responses, (status, response) => {
      const target = upgrade.resolver.follow(response, within(responsesAt, status));
      if (!target.ok || !isObject(target.value)) return response;
      const part = { value: target.value, location: target.location };
      return upgradeResponse(part, answers, `${at}/responses${toPointer(status)}`, upgrade);
    }),
  };
}

const typesOf = (value: unknown): string[] => {
  const types = Array.isArray(value) ? value.filter((type) => typeof type === 'string') : [];
  return types.length > 0 ? types : ['application/json'];
};

/** type, format, items and the rest, which stand beside name and in. */
function schemaOf(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name]) => !NOT_SCHEMA.has(name) && (!name.startsWith('x-') || name === 'x-nullable'),
    ),
  );
}

function upgradeParameter({ value }: Part): JsonObject {
  return {
    name: value.name,
    in: value.in,
    required: value.required,
    description: value.description,
    allowEmptyValue: value.allowEmptyValue,
    'x-sunset': value['x-sunset'],
    schema: schemaOf(value),
    ...(value.type === 'array' && styleOf(value.collectionFormat, value.in)),
  };
}

/** Lists are separated by commas unless the contract says otherwise; tabs have no style, spaces are nearest. */
function styleOf(format: unknown, place: unknown): { style?: string; explode?: boolean } {
  if (place === 'path' || place === 'header') return { style: 'simple', explode: false };
  if (format === 'multi') return { style: 'form', explode: true };
  if (format === 'ssv' || format === 'tsv') return { style: 'spaceDelimited', explode: false };
  if (format === 'pipes') return { style: 'pipeDelimited', explode: false };
  return { style: 'form', explode: false };
}

function upgradeBody(body: Part, types: string[], at: string, upgrade: Upgrade): JsonObject {
  upgrade.moved(at, body.location);
  const schema = rebase(body.value.schema, body.location, upgrade);
  const content = types.map((type) => {
    upgrade.moved(`${at}/content${toPointer(type)}`, body.location);
    return [type, { schema }];
  });
  return {
    required: body.value.required,
    description: body.value.description,
    content: Object.fromEntries(content),
  };
}

function upgradeForm(fields: Part[], types: string[], at: string, upgrade: Upgrade): JsonObject {
  const hasFile = fields.some(({ value }) => value.type === 'file');
  const given = types.filter((type) => type === FORM || type === MULTIPART);
  const used = hasFile ? [MULTIPART] : given.length > 0 ? given : [FORM];
  const lists = fields.filter(({ value }) => value.type === 'array');
  const nameOf = ({ value }: Part) => String(value.name);
  const content = used.map((type) => {
    for (const field of fields)
      upgrade.moved(`${at}/content${toPointer(type)}/schema/properties${toPointer(nameOf(field))}`, field.location);
    return [
      type,
      {
        schema: {
          type: 'object',
          properties: Object.fromEntries(
            fields.map((field) => [nameOf(field), { ...schemaOf(field.value), description: field.value.description }]),
          ),
          required: fields.filter(({ value }) => value.required === true).map(nameOf),
        },
        ...(lists.length > 0 && {
          encoding: Object.fromEntries(
            lists.map((field) => [nameOf(field), styleOf(field.value.collectionFormat, 'query')]),
          ),
        }),
      },
    ];
  });
  return { required: fields.some(({ value }) => value.required === true), content: Object.fromEntries(content) };
}

function upgradeResponse(from: Part, types: string[], at: string, upgrade: Upgrade): JsonObject {
  upgrade.moved(at, from.location);
  const { schema: given, examples, headers, ...kept } = from.value;
  const schema = rebase(given, from.location, upgrade);
  const byType = isObject(examples) ? examples : {};
  const isFile = isObject(given) && given.type === 'file';
  const used = schema === undefined ? Object.keys(byType) : [...new Set([...types, ...Object.keys(byType)])];
  const isText = (type: string) => /json|xml|^text\//.test(type);
  const wanted = isFile && used.every((type) => type === 'application/json') ? ['application/octet-stream'] : used;
  const content = wanted.sort(byText).map((type) => {
    upgrade.moved(`${at}/content${toPointer(type)}/schema`, within(from.location, 'schema'));
    upgrade.moved(`${at}/content${toPointer(type)}/example`, within(from.location, 'examples', type));
    const example = byType[type];
    return [
      type,
      {
        ...(schema !== undefined && { schema: isFile && isText(type) ? { type: 'string' } : schema }),
        ...(example !== undefined && { example }),
      },
    ];
  });
  return {
    ...kept,
    ...(isObject(headers) && {
      headers: mapMembers(headers, (name, header) => {
        if (!isObject(header)) return header;
        upgrade.moved(`${at}/headers${toPointer(name)}/schema`, within(from.location, 'headers', name));
        return { description: header.description, schema: schemaOf(header) };
      }),
    }),
    ...(content.length > 0 && { content: Object.fromEntries(content) }),
  };
}

/** References in a part that moves to the root's file are relative to the file that it comes from. */
function rebase(value: unknown, from: Location, upgrade: Upgrade): unknown {
  if (from.file === upgrade.root.file) return value;
  if (Array.isArray(value)) return value.map((item) => rebase(item, from, upgrade));
  return mapMembers(value, (name, one) => {
    if (name !== '$ref' || typeof one !== 'string') return rebase(one, from, upgrade);
    if (/^[a-z][a-z0-9+.-]+:|^\/\//i.test(one)) return one;
    const [file = '', fragment = ''] = one.split('#', 2);
    const target = file === '' ? from.file : normalizeName(`${from.file.split('/').slice(0, -1).join('/')}/${file}`);
    return `${'../'.repeat(upgrade.root.file.split('/').length - 1)}${target}#${fragment}`;
  });
}
