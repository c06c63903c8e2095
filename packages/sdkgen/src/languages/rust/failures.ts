// failures.rs of a Rust SDK: one enum of all bodies that failures are documented with. One type for the whole crate, because
// one per operation would cost more time to compile than it is worth.

import type { Ir, TypeRef } from '../../ir/model.ts';
import { byCodeUnit } from '../../ir/names.ts';
import { typeExpression } from './models.ts';
import { nameVariants, type RustNames } from './naming.ts';

/** The definition behind names that only stand for others; undefined for what is not worth a variant. */
function definitionOf(type: TypeRef, ir: Ir, depth = 0): string | undefined {
  const target = type.kind === 'named' ? ir.types.get(type.name) : undefined;
  if (target?.kind === 'alias' && !target.recursive)
    return depth < 50 ? definitionOf(target.to, ir, depth + 1) : undefined;
  return target?.kind === 'enum' && target.ofParameter ? undefined : target?.name;
}

/** The type that a failure's body is read as. */
export function failureType(type: TypeRef, ir: Ir, names: RustNames): string {
  const name = definitionOf(type, ir);
  if (name === undefined) return 'serde_json::Value';
  return typeExpression({ kind: 'named', name }, { ir, names, prefix: 'models::' });
}

/** The variant of `ErrorBody` that holds the body. */
export function failureVariant(type: TypeRef, ir: Ir, names: RustNames): string {
  const name = definitionOf(type, ir);
  return name === undefined ? 'Json' : (variantsOf(ir, names).get(names.type(name)) ?? 'Json');
}

function variantsOf(ir: Ir, names: RustNames): Map<string, string> {
  const found = new Set<string>();
  for (const { operations } of ir.groups) {
    for (const { errors } of operations) {
      for (const { type } of errors) {
        const name = definitionOf(type, ir);
        if (name !== undefined) found.add(names.type(name));
      }
    }
  }
  return nameVariants([...found].sort(), ['Json']);
}

export function emitFailures(ir: Ir, names: RustNames): string {
  const variants = [...variantsOf(ir, names)].sort(([a], [b]) => byCodeUnit(a, b));
  const lines = variants.map(([type, variant]) => `    ${variant}(crate::models::${type}),\n`);
  return `//! Bodies that failures are documented with.

use serde::de::DeserializeOwned;

macro_rules! failures {
    ($($variant:ident($type:ty),)*) => {
        /// The body of a failure, typed by its status.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum ErrorBody {
            $($variant($type),)*
            /// Documented without a type of its own.
            Json(serde_json::Value),
        }

        $(impl From<$type> for ErrorBody {
            fn from(body: $type) -> Self {
                Self::$variant(body)
            }
        })*
    };
}

failures! {${lines.length === 0 ? '' : `\n${lines.join('')}`}}

impl From<serde_json::Value> for ErrorBody {
    fn from(body: serde_json::Value) -> Self {
        Self::Json(body)
    }
}

#[allow(dead_code)]
pub fn read<T: DeserializeOwned + Into<ErrorBody>>(body: &[u8]) -> Option<ErrorBody> {
    serde_json::from_slice::<T>(body).ok().map(Into::into)
}
`;
}
