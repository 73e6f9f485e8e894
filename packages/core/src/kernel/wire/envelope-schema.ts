import { WireViolation } from './wire-violation.ts'

/** A check of one field: true when the value fits. */
export type FieldCheck = (value: unknown) => boolean
export interface Field {
  readonly check: FieldCheck
  readonly optional: boolean
  readonly what: string
}
export type EnvelopeSchema = ReadonlyMap<string, Field>

const isId: FieldCheck = (value) => Number.isSafeInteger(value) && (value as number) >= 1

export const id: Field = { check: isId, optional: false, what: 'an integer from 1 up' }
export const count: Field = {
  check: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  optional: false,
  what: 'an integer from 0 up',
}
export const bool: Field = {
  check: (value) => typeof value === 'boolean',
  optional: false,
  what: 'true or false',
}
export const text = (most: number): Field => ({
  check: (value) => typeof value === 'string' && value.length <= most,
  optional: false,
  what: `text of at most ${most} characters`,
})
export const oneOf = (...values: readonly (string | number)[]): Field => ({
  check: (value) => values.includes(value as string),
  optional: false,
  what: values.join(' or '),
})
export const optional = (field: Field): Field => ({ ...field, optional: true })
export const record = (fields: Readonly<Record<string, Field>>): Field => {
  const schema = envelope(fields)
  return {
    check: (value) => failure(schema, value) === undefined,
    optional: false,
    what: 'a record of the known fields',
  }
}
export const nullable = (field: Field): Field => ({
  ...field,
  check: (value) => value === null || field.check(value),
  what: `${field.what}, or null`,
})

export function envelope(fields: Readonly<Record<string, Field>>): EnvelopeSchema {
  return new Map(Object.entries(fields))
}

/** @throws WireViolation for an unknown, missing or wrong field. */
export function checkEnvelope(type: string, schema: EnvelopeSchema, value: object): void {
  const problem = failure(schema, value)
  if (problem !== undefined) throw new WireViolation(`Message "${type}": ${problem}.`)
}

function failure(schema: EnvelopeSchema, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not an object'
  let found = 0
  for (const key in value) {
    const field = schema.get(key)
    if (field === undefined) return `unknown field ${JSON.stringify(key.slice(0, 40))}`
    if (!field.check((value as Record<string, unknown>)[key])) return `"${key}" must be ${field.what}`
    found += 1
  }
  if (found === schema.size) return undefined
  for (const [key, field] of schema) {
    if (!field.optional && !Object.hasOwn(value, key)) return `"${key}" is missing`
  }
  return undefined
}
