// Both contracts of a comparison, as far as witnesses need them: what makes messages and what judges them, each made once and when needed.
import type { ApiModel, JsonSchema } from '../../model.ts';
import { createSampler } from '../../sample/sampler.ts';
import { type Check, createCompiler, type Direction } from '../../validate/compile.ts';
import { createExchangeChecker, type ExchangeChecker } from '../../validate/exchange.ts';
import { createViews } from '../view/create.ts';
import { createMaker, type Maker } from './minimal.ts';

export interface Side {
  api: ApiModel;
  checker: () => ExchangeChecker;
  makers: (direction: Direction) => Maker;
  /** `complete` as in createCompiler. */
  compiler: (direction: Direction, complete?: boolean) => (schema: JsonSchema) => Check;
}

export interface Sides {
  before: Side;
  after: Side;
}

export const createSides = (before: ApiModel, after: ApiModel): Sides => ({
  before: createSide(before),
  after: createSide(after),
});

function createSide(api: ApiModel): Side {
  const compilers = new Map<string, (schema: JsonSchema) => Check>();
  const makers = new Map<Direction, Maker>();
  let views: ReturnType<typeof createViews> | undefined;
  let checker: ExchangeChecker | undefined;
  const compiler: Side['compiler'] = (direction, complete = false) => {
    const key = `${direction} ${complete}`;
    const compile = compilers.get(key) ?? createCompiler(api.schemas, direction, { complete });
    compilers.set(key, compile);
    return compile;
  };
  return {
    api,
    compiler,
    checker: () => {
      checker ??= createExchangeChecker(api, compiler);
      return checker;
    },
    makers: (direction) => {
      views ??= createViews(api.schemas);
      const maker = makers.get(direction) ?? createMaker(views, createSampler(api), direction);
      makers.set(direction, maker);
      return maker;
    },
  };
}
