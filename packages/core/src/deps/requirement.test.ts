import { expect, it } from 'vitest'
import { mergeRequirement, removeRequirement } from './requirement-list.ts'
import { normalizeName, parseRequirement } from './requirement.ts'

it.each([
  ['pandas', 'pandas'],
  [' pandas >= 2 , < 3 ', 'pandas>=2,<3'],
  ['requests[socks, Security]~=2.31', 'requests[Security,socks]~=2.31'],
  ['x (==1.*)', 'x==1.*'],
  ['a===1.0+local', 'a===1.0+local'],
])('%j is read as %j', (spec, text) => {
  expect(parseRequirement(spec).text).toBe(text)
})

it.each([
  ['', /empty/],
  ['a'.repeat(257), /257 characters; the limit is 256/],
  ['-r requirements.txt', /dash/],
  ['--index-url=x', /dash/],
  ['a @ https://example.org/a.whl', /URL/],
  ['git+https://example.org/a', /URL/],
  ['a; python_version > "3"', /marker/],
  ['./local', /path/],
  ['~/local', /path/],
  ['dist\\a.whl', /path/],
  ['a\n--pre', /line break/],
  ['a=1', /did you mean "=="/],
  ['a>=', /not a version specifier/],
  ['a b', /not a version specifier/],
  ['a[x/y]', /path/],
  ['a[!]', /extra/],
  ['é', /package name/],
])('%j is refused with its reason', (spec, reason) => {
  expect(() => parseRequirement(spec)).toThrow(reason)
  expect(() => parseRequirement(spec)).toThrow(expect.objectContaining({ code: 'REQUIREMENT_INVALID' }))
})

it('names are compared without case and separators', () => {
  expect(normalizeName('Foo__Bar.-baz')).toBe('foo-bar-baz')
})

it('a requirement takes the place of the one on the same package', () => {
  expect(mergeRequirement(['a', 'B_c>=1', 'd', 'b-c'], 'b.c==2')).toEqual(['a', 'b.c==2', 'd'])
  expect(mergeRequirement(['a'], 'e')).toEqual(['a', 'e'])
  expect(removeRequirement(['a', 'B_c>=1; marker', 'd'], 'b-C')).toEqual(['a', 'd'])
})
