import { join } from 'node:path'

import { expect, test } from 'vitest'

import { call, openRegistry } from './open-registry.ts'
import { temporaryFolder } from './temporary-folder.ts'

const SHOW_ARGUMENTS = `#!/bin/sh
for each in "$@"; do printf '[%s]' "$each"; done
`

/** A tool that prints its arguments; `schema` is YAML in the flow style. */
async function show(schema: string, more = '') {
  const folder = await temporaryFolder({
    'tools/show.yaml': `name: show\ncommand: ./show.sh\nschema: ${schema}\n${more}`,
    'tools/show.sh': SHOW_ARGUMENTS,
  })
  return openRegistry([join(folder, 'tools')])
}

test('an option is passed as the definition writes it, and agent code writes an identifier', async () => {
  const registry = await show('{ options: { max-time: {}, batch_size: {}, from: {}, 2: { type: boolean } } }')
  expect(await call(registry, 'show', { max_time: 'a', batch_size: 'b', from_: 'c', _2: true })).toBe(
    '[--2][--max-time][a][--batch_size][b][--from][c]',
  )
})

test('flag says another spelling, join makes one argument of option and value', async () => {
  const registry = await show(
    `{ options: {
      plain: { type: boolean, flag: --no-color }, level: { flag: -loglevel }, format: { join: '=' },
      jobs: { type: integer, short: j, join: '' }, define: { type: array, flag: -D, join: '' } } }`,
  )
  expect(
    await call(registry, 'show', {
      plain: true,
      level: 'debug',
      format: '%H -x',
      jobs: -3,
      define: ['A=1', '-B'],
    }),
  ).toBe('[--no-color][-loglevel][debug][--format=%H -x][-j-3][-DA=1][-D-B]')
  expect(await call(registry, 'show', { plain: false, format: '' })).toBe('[--format=]')
})

test.each([
  [{ text: '-x' }, 'text begins with "-" ("-x")'],
  [{ text: '--' }, 'text begins with "-" ("--")'],
  [{ text: 'a', rest: ['b', '--upload=x'] }, 'rest begins with "-" ("--upload=x")'],
  [{ text: 'a', level: '-x' }, 'level begins with "-" ("-x")'],
  [{ text: 'a', jobs: '' }, 'jobs is empty, so the program would take what comes next as its value.'],
  [{ text: '\uDC80' }, 'half of a surrogate pair'],
  [{ text: 'a', tag: ['x\0'] }, 'tag[0] holds a NUL character'],
])('%j is refused, because the program would read something else', async (kwargs, message) => {
  const registry = await show(
    `{ options: { level: { flag: -level }, jobs: { short: j, join: '' }, tag: { type: array } },
       positional: [{ name: text }, { name: rest, type: array }] }`,
  )
  await expect(call(registry, 'show', kwargs)).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: expect.stringContaining(message),
  })
})

test('no value of a call becomes an option, wherever it stands', async () => {
  const registry = await show(
    `{ options: { long: {}, short: { short: s }, many: { type: array }, some: { type: array, short: m },
       count: { type: integer }, rate: { type: number, short: r } }, positional: [{ name: lone }] }`,
  )
  expect(
    await call(registry, 'show', {
      long: '--evil',
      short: '-e',
      many: ['--evil', '-e'],
      some: ['--evil', '-'],
      count: -1,
      rate: -0.5,
      lone: '-',
    }),
  ).toBe('[--long=--evil][-s-e][--many=--evil][--many=-e][-m--evil][-m][-][--count=-1][-r-0.5][-]')
})

test('allow_option_like passes values that begin with a dash as arguments of their own', async () => {
  const registry = await show(
    '{ options: { seek: { flag: -ss, allow_option_like: true } }, positional: [{ name: expression, type: array, allow_option_like: true }] }',
  )
  expect(await call(registry, 'show', { seek: '-5', expression: ['-name', 'x'] })).toBe('[-ss][-5][-name][x]')
})

test('what the definition itself sets is trusted', async () => {
  const registry = await show(
    '{ options: { o: { flag: -opt } }, positional: [{ name: text }] }',
    'recipes: { r: { preset: { text: -la, o: -v } } }\n',
  )
  expect(await call(registry, 'show.r')).toBe('[-opt][-v][-la]')
  await expect(call(registry, 'show.r', { text: '-lb' })).rejects.toThrow('begins with "-"')
})

test('integers beyond 2^53 and large floats keep every digit', async () => {
  const registry = await show('{ options: { n: { type: integer }, x: { type: number } } }')
  expect(await call(registry, 'show', { n: 2n ** 64n, x: 1.5e-7 })).toBe(
    '[--n][18446744073709551616][--x][1.5e-7]',
  )
  expect(await call(registry, 'show', { n: 1e21 })).toBe('[--n][1000000000000000000000]')
})

test.each([
  [{ flag: 'false' }, 'flag must be True or False, not the text "false". Write False.'],
  [{ flag: 1 }, 'flag must be True or False, not the number 1. Write True.'],
  [{ n: '5' }, 'n must be an integer, not the text "5". Write 5, without quotes.'],
  [{ n: 1.5 }, 'n must be an integer, not the number 1.5.'],
  [{ x: '0.5' }, 'x must be a number, not the text "0.5". Write 0.5, without quotes.'],
  [{ x: Number.NaN }, 'x must be a number, not the number NaN.'],
  [{ tag: 'a' }, 'tag must be a list of texts, not the text "a". Write ["a"].'],
  [{ tag: ['a', ['b']] }, 'tag[1] must be a text or a number, not a list.'],
  [{ s: ['a'] }, 's must be a text, not a list. Write "a".'],
  [{ s: 7 }, 's must be a text, not the number 7. Write "7".'],
  [{ s: new Uint8Array(1) }, 's must be a text, not bytes.'],
  [{ s: new Map() }, 's must be a text, not a dict.'],
  [{ mode: 'Fast' }, 'mode = "Fast" is none of "fast", "slow". Did you mean "fast"?'],
  [{ modes: ['fast', 'slwo'] }, 'modes[1] = "slwo" is none of "fast", "slow". Did you mean "slow"?'],
])('the wrong type in %o is refused and the right one said', async (kwargs, message) => {
  const registry = await show(
    `{ options: { flag: { type: boolean }, n: { type: integer }, x: { type: number }, tag: { type: array }, s: {},
       mode: { enum: [fast, slow] }, modes: { type: array, enum: [fast, slow] } } }`,
  )
  await expect(call(registry, 'show', kwargs)).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: `show: ${message}`,
  })
})

test('None is "not given", and refused where something must be', async () => {
  const registry = await show(
    '{ options: { n: { type: integer } }, positional: [{ name: text, required: true }] }',
  )
  expect(await call(registry, 'show', { n: null, text: 'a' })).toBe('[a]')
  await expect(call(registry, 'show', { text: null })).rejects.toMatchObject({
    code: 'ARGUMENTS_INVALID',
    message: 'show: text is required, and must not be None.',
  })
})

test('a program that does not know an option with underscores brings the remedy', async () => {
  const folder = await temporaryFolder({
    'sort.yaml': 'name: sort\nschema: { options: { buffer_size: {} } }\n',
  })
  await expect(call(openRegistry([folder]), 'sort', { buffer_size: '1M' })).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    hint: expect.stringContaining(
      'If it wants --buffer-size, write that there; agent code still says buffer_size.',
    ),
  })
})

test('an empty map of parameters is all of the schema, but none beside arguments of the recipe', async () => {
  const registry = await show(
    '{ options: { n: { type: integer, default: 2 } }, positional: [{ name: text, required: true }] }',
    'recipes: { all: { params: {} }, preset: { preset: { text: a } }, none: { args: [x], preset: { text: b }, params: {} } }\n',
  )
  expect((await registry.list())[0]?.callables.map((item) => item.signature)).toEqual([
    'show(text: str, n: int = 2) -> str',
    'all(text: str, n: int = 2) -> str',
    'preset(n: int = 2, text: str = "a") -> str',
    'none() -> str',
  ])
  expect(await call(registry, 'show.none')).toBe('[x][b]')
})
