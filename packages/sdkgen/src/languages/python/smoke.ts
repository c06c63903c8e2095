// examples/smoke.py of a Python SDK: makes a few calls that only read, and prints what came of each.

import type { Ir } from '../../ir/model.ts';
import { type SmokeCall, smokeCalls } from '../../smoke/calls.ts';
import { bracketed, statement } from './layout.ts';
import { nameArguments, type PythonNames } from './naming.ts';
import { quote } from './text.ts';

/** Path to text without the line of origin; nothing where no operation only reads. */
export function emitSmoke(ir: Ir, module: string, names: PythonNames): [path: string, text: string][] {
  const calls = smokeCalls(ir);
  if (calls.length === 0) return [];
  const text = `from __future__ import annotations

import json
import os
from typing import Any, Callable, Dict

from ${module} import ApiError, Client

client = Client(os.environ.get("API_BASE_URL", "http://localhost:4801"))


def attempt(operation: str, call: Callable[[], Any]) -> None:
    """One line of JSON per call; status 0 is no answer that the client could read."""
    line: Dict[str, Any] = {"operation": operation, "status": 200}
    try:
        call()
    except ApiError as error:
        line["status"] = error.status
    except Exception as error:
        line.update(status=0, error=f"{type(error).__name__}: {error}")
    print(json.dumps(line), flush=True)


${calls.map((call) => emitCall(call, names)).join('')}`;
  return [['examples/smoke.py', text]];
}

function emitCall({ operation, group, args }: SmokeCall, names: PythonNames): string {
  const spelled = nameArguments(operation.params);
  const given = args.map(({ param, value }) => {
    const text = literal(value, param.type.kind);
    return param.in === 'path' ? text : `${spelled.get(param) ?? param.wire}=${text}`;
  });
  const target = group === undefined ? 'client' : `client.${names.group(group).property}`;
  const call = bracketed(`lambda: ${target}.${names.method(operation.name)}(`, given, ')');
  return statement('', '', bracketed('attempt(', [quote(operation.key), call], ')'));
}

function literal(value: string | number | boolean, kind: string): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return kind === 'number' ? value.toFixed(1) : String(value);
}
