import { nearestName } from '../../search/nearest-name.ts'

/** The end of an error text about a value that is none of those allowed. */
export function allowedValues(value: string, allowed: readonly (string | number)[]): string {
  const listed = allowed.map((item) => JSON.stringify(item)).join(', ')
  const nearest = nearestName(value, allowed.map(String))
  return `is none of ${listed}.${nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`}`
}
