// What every declaration has, and lists of statements of which each may fail alone.
import { type Cursor, placeOf, SyntaxProblem } from './cursor.ts';
import type { Declared } from './syntax.ts';
import type { Token } from './tokens.ts';

export function declare(name: string, start: Token, nameAt?: Token): Declared {
  return {
    name,
    options: Object.create(null),
    places: Object.assign(Object.create(null), { '': placeOf(start), ...(nameAt && { name: placeOf(nameAt) }) }),
    ...(start.above && { doc: start.above }),
  };
}

/** The comment behind `{` or `;` stands in where there is none above. */
export function addTrailing(declared: Declared, end: Token): void {
  if (declared.doc === undefined && end.behind) declared.doc = end.behind;
}

/** Statements up to `}` (taken) or the end of the file, each of which may fail alone. */
export function statements(cursor: Cursor, owner: Declared, until: '}' | 'end', read: () => void): void {
  while (cursor.peek().kind !== 'end') {
    if (until === '}' && cursor.accept('}')) return;
    if (cursor.accept(';')) continue;
    const start = cursor.position();
    try {
      read();
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem;
      owner.broken = true;
      cursor.report(problem);
      cursor.skip(start);
    }
  }
  if (until === '}') {
    owner.broken = true;
    const hint = `close ${owner.name || 'the block'} with }`;
    cursor.report(new SyntaxProblem('the file ends inside a block', cursor.peek(), hint));
  }
}
