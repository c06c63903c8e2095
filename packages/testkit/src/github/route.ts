// How an endpoint below /repos/{owner}/{repo} is written, and the answers they share.
import { answerJson, type PeerAnswer } from '../http-peer.ts';
import type { JsonObject } from '../json-fields.ts';
import type { Repository } from './repository.ts';

export interface RouteCall {
  repository: Repository;
  /** Captured groups of the path, decoded. */
  parts: string[];
  query: URLSearchParams;
  body: JsonObject;
  /** Who the token belongs to. */
  login: string;
  /** Of the stand-in, for links. */
  url: string;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: RegExp;
  handle: (call: RouteCall) => PeerAnswer;
}

export function notFound(): PeerAnswer {
  return answerJson(404, { message: 'Not Found', status: '404' });
}

export function invalid(message: string, errors?: object[]): PeerAnswer {
  return answerJson(422, { message, ...(errors && { errors }), status: '422' });
}
