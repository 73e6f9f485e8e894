import { isRecord } from './is-record.ts'

/** Plain words that YAML 1.1, which the older system read, takes as booleans. */
const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['on', true],
  ['true', true],
  ['no', false],
  ['off', false],
  ['false', false],
])
const BOOLEAN_KEYS: ReadonlySet<string> = new Set(['required', 'separator', 'allow_option_like'])
/** Maps whose entries may be left empty: `url:` under `params` is an argument of which nothing more is said. */
const ENTRY_MAPS: ReadonlySet<string> = new Set(['options', 'params', 'recipes'])

/** `yes`, `no`, `on`, `off`, `true` and `false` as the boolean they stand for; `undefined` for anything else. */
export function booleanWord(value: unknown): boolean | undefined {
  return typeof value === 'string' ? BOOLEAN_WORDS.get(value.toLowerCase()) : undefined
}

/** A definition as it is checked: keys without a value are left out, words that mean a boolean are one. */
export function normaliseDefinition(
  value: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return normaliseMap(value, { isEntries: false, isFree: false })
}

interface MapKind {
  /** Its keys are names, each with a map of its own. */
  readonly isEntries: boolean
  /** Its keys and values are the author's own. */
  readonly isFree: boolean
}

function normaliseMap(
  value: Readonly<Record<string, unknown>>,
  kind: MapKind,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
    if (kind.isFree) return [[key, item]]
    if (kind.isEntries)
      return [[key, item === null ? {} : normaliseItem(item, { isEntries: false, isFree: false })]]
    if (item === null) return []
    if (BOOLEAN_KEYS.has(key)) return [[key, booleanWord(item) ?? item]]
    const isEntries = ENTRY_MAPS.has(key)
    return [[key, normaliseItem(item, { isEntries, isFree: key === 'env' || key === 'preset' })]]
  })
  return Object.fromEntries(entries)
}

function normaliseItem(value: unknown, kind: MapKind): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => normaliseItem(item, kind))
  return isRecord(value) ? normaliseMap(value, kind) : value
}
