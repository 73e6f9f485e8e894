import { expect, test } from 'vitest'

import { findJsonFault } from './json-fault.ts'

test.each([
  ['', 1, 1, 'the end of the text', 'a value'],
  ['hello', 1, 1, '"hello"', 'a value'],
  ['{"a": NaN}', 1, 7, '"NaN}"', 'a value'],
  ['{"a": 1,}', 1, 9, '"}"', 'a key in double quotes'],
  ["{'a': 1}", 1, 2, '"\'a\': 1}"', 'a key in double quotes'],
  ['{"a" 1}', 1, 6, '"1}"', '":" after the key'],
  ['[1, 2', 1, 6, 'the end of the text', '"," or "]"'],
  ['[1\n 2]', 2, 2, '"2]"', '"," or "]"'],
  ['[1]\n[2]', 2, 1, '"[2]"', 'the end of the text'],
  ['{"a": "x\ny"}', 1, 9, String.raw`"\ny\"}"`, 'the rest of a text in double quotes'],
  ['["\\x"]', 1, 3, String.raw`"\\x\"]"`, 'the rest of a text in double quotes'],
  ['[,]', 1, 2, '",]"', 'a value'],
  ['01', 1, 2, '"1"', 'the end of the text'],
])('the first fault of %j is found', (text, line, column, found, expected) => {
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  const fault = findJsonFault(text)
  expect(fault).toMatchObject({ line, column, found })
  expect(fault?.expected).toContain(expected)
})

test.each([
  '{}',
  ' [ ] ',
  '{"a":[1,-0.5e3,{"b":null}],"c":"\\u00e9\\n"}\n',
  '"x"',
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
])('no fault is found in JSON %#', (text) => {
  expect(findJsonFault(text)).toBeUndefined()
})
