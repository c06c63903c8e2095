// A route as data: the server implements it, the dashboard and the CLI call it, OpenAPI and docs are generated from it.
import type { z } from 'zod';

export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` parameters. */
  path: string;
  summary: string;
  tag: string;
  params?: P;
  query?: Q;
  body?: B;
  /** YAML bodies are read too, as `{ source, file }`. */
  yaml?: true;
  response: R;
  /** Default 200. */
  status?: number;
}

/** Keeps the precise type of each part. */
export function route<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodType,
>(definition: Route<P, Q, B, R>): Route<P, Q, B, R> {
  return definition;
}

/** What the caller gives (inputs) and what the handler gets (outputs). */
export type RouteInput<T> =
  T extends Route<infer P, infer Q, infer B, z.ZodType>
    ? Given<'params', P, 'input'> & Given<'query', Q, 'input'> & Given<'body', B, 'input'>
    : never;
export type RouteParsed<T> =
  T extends Route<infer P, infer Q, infer B, z.ZodType>
    ? { params: Side<P, 'output'>; query: Side<Q, 'output'>; body: Side<B, 'output'> }
    : never;
export type RouteOutput<T> = T extends Route<z.ZodType, z.ZodType, z.ZodType, infer R> ? z.output<R> : never;

type Side<S, D> = S extends z.ZodType ? (D extends 'input' ? z.input<S> : z.output<S>) : undefined;
type Given<K extends string, S, D> = [Side<S, D>] extends [undefined]
  ? { [key in K]?: undefined }
  : undefined extends Side<S, D>
    ? { [key in K]?: Side<S, D> }
    : Record<never, never> extends Side<S, D>
      ? { [key in K]?: Side<S, D> }
      : { [key in K]: Side<S, D> };
