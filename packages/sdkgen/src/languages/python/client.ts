// client.py, operations/*.py and __init__.py of a Python SDK.

import type { Group, Ir } from '../../ir/model.ts';
import { usesNamedTypes } from '../../ir/refs.ts';
import type { PythonNames } from './naming.ts';
import { emitMethod } from './operations.ts';
import { docstring, quote } from './text.ts';

const TYPING = 'from typing import Any, Callable, Dict, List, Literal, Optional, Union\n';

const ownGroup = (ir: Ir): Group => ir.groups.find((group) => group.name === undefined) ?? { operations: [] };

export const tagGroups = (ir: Ir, names: PythonNames) =>
  ir.groups.flatMap((group) => (group.name === undefined ? [] : [{ ...names.group(group.name), ...group }]));

export function emitClient(ir: Ir, names: PythonNames): string {
  const own = ownGroup(ir);
  const groups = tagGroups(ir, names);
  const base = ir.server === undefined ? 'base_url: str' : `base_url: str = ${quote(ir.server)}`;
  return [
    'from __future__ import annotations\n\nimport urllib.request\n',
    TYPING,
    '\n',
    usesNamedTypes(own) ? 'from . import models\n' : '',
    ...groups.map(({ className, module }) => `from .operations.${module} import ${className}\n`),
    'from .runtime import Call, Http, MockOps, OutgoingRequest, RequestOptions\n',
    '\n\nclass Client:\n',
    docstring(`${ir.title} ${ir.version}\n\n${ir.description}`, '    '),
    `
    def __init__(
        self,
        ${base},
        *,
        headers: Optional[Dict[str, str]] = None,
        auth: Optional[Callable[[OutgoingRequest], None]] = None,
        timeout: Optional[float] = 30.0,
        mockops: Optional[MockOps] = None,
        opener: Optional[urllib.request.OpenerDirector] = None,
    ) -> None:
        """Where the API is, headers for every request, a hook that may set more, seconds to wait, and who asks."""
        self._http = Http(base_url, headers=headers, auth=auth, timeout=timeout, mockops=mockops, opener=opener)
`,
    ...groups.map(({ property, className }) => `        self.${property} = ${className}(self._http)\n`),
    ...own.operations.map((operation) => `\n${emitMethod(operation, names)}`),
  ].join('');
}

export function emitGroups(ir: Ir, names: PythonNames): [string, string][] {
  const groups = tagGroups(ir, names);
  if (groups.length === 0) return [];
  return [
    ['operations/__init__.py', '"""The operations of the API, one module per tag."""\n'],
    ...groups.map((group): [string, string] => [
      `operations/${group.module}.py`,
      emitGroup(group, group.className, names),
    ]),
  ];
}

function emitGroup(group: Group, className: string, names: PythonNames): string {
  return [
    'from __future__ import annotations\n\n',
    TYPING.replace(' Callable,', ''),
    '\n',
    usesNamedTypes(group) ? 'from .. import models\n' : '',
    'from ..runtime import Call, Http, RequestOptions\n',
    `\n\nclass ${className}:\n    def __init__(self, http: Http) -> None:\n        self._http = http\n`,
    ...group.operations.map((operation) => `\n${emitMethod(operation, names)}`),
  ].join('');
}

export const emitInit = (): string =>
  `from . import models
from .client import Client
from .decoding import UNSET, DecodeError, Unset
from .runtime import ApiError, MockOps, OutgoingRequest, RequestOptions, TransportError

__all__ = [
    "UNSET",
    "ApiError",
    "Client",
    "DecodeError",
    "MockOps",
    "OutgoingRequest",
    "RequestOptions",
    "TransportError",
    "Unset",
    "models",
]
`;
