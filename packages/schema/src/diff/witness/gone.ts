// Members that readers were promised and that are promised no longer: an answer that the older contract describes, with the member in it,
// of which the newer one says that nobody declares it, or that no answer has it.
import { isObject, toPointer } from '../../json.ts';
import { judgeMembers } from '../../validate/members.ts';
import type { Part } from './parts.ts';
import { shrink } from './shrink.ts';
import type { Sides } from './sides.ts';
import type { Cause, Shown } from './tell.ts';
import { wrap } from './wrap.ts';

const GONE = /^response-optional-property-(removed|became-write-only)$/;

export function findGone({ finding, node }: Cause, part: Part, { before, after }: Sides): Shown | undefined {
  const { member } = finding;
  if (member === undefined || !GONE.test(finding.rule ?? '')) return undefined;
  const maker = before.makers('response');
  const known = judge(before, part.node.before);
  const now = judge(after, part.node.after);
  const own = node.a.properties.get(member) ?? true;
  for (const object of [maker.minimal(node.before), maker.sample(node.before, 'a')])
    for (const inner of [maker.minimal(own), maker.sample(own, 'a')])
      for (const { value, pointer } of wrap(
        { ...members(object), [member]: inner },
        part.edges,
        part.node,
        'before',
        maker,
      )) {
        const name = (pointer + toPointer(member)).slice(1).replaceAll('/', '.');
        const isAbout = (error: string) => error.startsWith(`"${member}"`) || error.startsWith(`"${name}"`);
        const shows = (one: unknown) => known(one).length === 0 && now(one).some(isAbout);
        if (!shows(value)) continue;
        const small = shrink(value, shows);
        return { part: former(part.name), value: small, errors: now(small).filter(isAbout) };
      }
  return undefined;
}

/** What a side says against a value of its schema, with the members in it. */
const judge = (side: Sides['before'], schema: Cause['node']['before']) => (value: unknown) => {
  const compile = side.compiler('response');
  const errors = compile(schema)(value).map(({ message }) => String(message));
  return [...errors, ...judgeMembers(schema, value, { schemas: side.api.schemas, compile, direction: 'response' })];
};

const members = (value: unknown) => (isObject(value) ? value : {});

/** `former response 200`, `callback paid {…} POST: former body` */
const former = (place: string): string => place.replace(/^(callback .+?: )?/, '$1former ');
