// One request with everything that is found out about it on its way; the tap reads it when the answer is over.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RealityLevel, Source } from '@mockops/contract';
import type { Route } from './compile/route.ts';
import type { Address } from './federation/address.ts';
import type { RequestContext } from './federation/context.ts';
import type { RequestPath } from './federation/path.ts';
import type { Target } from './federation/target.ts';
import type { Selection } from './respond/choose.ts';
import type { BodySample } from './tap/sample.ts';

export interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  /** Epoch milliseconds of arrival. */
  at: number;
  method: string;
  /** Undefined when the target could not be read. */
  path: RequestPath | undefined;
  context: RequestContext;
  address?: Address;
  target?: Target;
  route?: Route;
  selection?: Selection;
  level?: RealityLevel;
  /** Text of `x-mockops-reality`. */
  reality?: string;
  source: Source;
  /** What to report instead of the status on the wire: the answer broke off, or never came. */
  status?: number;
  sample?: BodySample;
}
