/**
 * A value as it crosses the wire, in JavaScript's own types: `bigint` for integers beyond 2^53, `Uint8Array` for
 * bytes, `Map` for dictionaries whose keys are not all strings, and NaN and the infinities as numbers.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Value[]
  | ReadonlyMap<Value, Value>
  | { readonly [key: string]: Value }
