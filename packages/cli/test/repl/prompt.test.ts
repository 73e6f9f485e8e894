import { expect, it, vi } from 'vitest'
import { makeBase, startPrompt } from './support.ts'

// Several starts of the program and its interpreter each, also on a machine that is busy.
vi.setConfig({ testTimeout: 90_000 })

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const UP = '\u001B[A'
const LEFT = '\u001B[D'

it('runs a cell, shows its value, and leaves with Ctrl-D', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('40 + 2\r', '42\r\n')
  await terminal.expect('>>> ')
  await terminal.send(CTRL_D)
  expect(await terminal.exitCode()).toBe(0)
})

it('takes a function of several lines, and shows that it waits for more', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('def double(n):\r', '... ')
  await terminal.type('    return n * 2\r', '... ')
  await terminal.type('\r', '>>> ')
  await terminal.type('double(21)\r', '42')
  await terminal.expect('>>> ')
  expect((await terminal.screen()).slice(1)).toEqual([
    '>>> def double(n):',
    '...     return n * 2',
    '...',
    '>>> double(21)',
    '42',
    '>>>',
  ])
})

it('stops an endless loop at Ctrl-C within a second and keeps the variables', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('kept = 7\r', '>>> ')
  await terminal.type('while True:\r    print("turning") if kept == 7 else None; kept = 8\r\r', 'turning')
  const before = performance.now()
  await terminal.type(CTRL_C, 'Variables are kept.')
  expect(performance.now() - before).toBeLessThan(1_000)
  await terminal.expect('>>> ')
  await terminal.type('kept * 1000\r', '8000')
})

it('clears the text at Ctrl-C where nothing runs', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type(`never = 1${CTRL_C}`, '^C')
  await terminal.expect('>>> ')
  await terminal.type('def half(\r', '... ')
  await terminal.type(CTRL_C, '^C')
  await terminal.expect('>>> ')
  expect(await terminal.type('"never" in globals()\r', '>>> ')).toContain('False')
})

it('brings back the cells of an earlier start, whole', async () => {
  const place = await makeBase()
  const first = await startPrompt(place)
  await first.type('def triple(n):\r    return n * 3\r\r', '... \u001B[?2004l')
  await first.type('first = 1\r', '>>> ')
  await first.send(CTRL_D)
  await first.exitCode()

  const second = await startPrompt(place)
  await second.type(UP, 'first = 1')
  await second.type(UP, 'return n * 3')
  expect((await second.screen()).slice(1)).toEqual(['>>> def triple(n):', '...     return n * 3'])
  await second.type('\r', '>>> ')
  await second.type('triple(5)\r', '15')
})

it('finds an earlier cell with Ctrl-R', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('apples = 3\r', '>>> ')
  await terminal.type('pears = 4\r', '>>> ')
  await terminal.type('\u0012appl', 'apples = 3')
  await terminal.type('\r', '>>> ')
  await terminal.type('\u0012none', '(not found: none)')
  expect((await terminal.screen()).slice(-3)).toEqual([
    '>>> pears = 4',
    '>>> apples = 3',
    '(not found: none)',
  ])
})

it('completes tools, workflows, parameters, artifacts and variables at Tab', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('artifacts.save("quarterly", [1, 2, 3])\r', '>>> ')
  await terminal.type('totals = 12\r', '>>> ')
  await terminal.type('tot\t', 'totals')
  await terminal.type(' + len(artifacts.lo\t', 'artifacts.load(')
  await terminal.type('"qu\t', 'quarterly"')
  await terminal.type(')) + workflows.ad\t', 'workflows.add_up(')
  await terminal.type('nu\t', 'numbers=')
  await terminal.type('[0.5])\r', '15.5')
  await terminal.type('tools.te\t', 'tools.text')
  await terminal.type('.sh\t', 'shout(')
  await terminal.type('\t', 'times=  words=')
  await terminal.send(CTRL_C)
  await terminal.type('%to\t', '%tools')
  expect((await terminal.screen()).slice(-3)).toEqual([
    'times=  words=',
    '>>> tools.text.shout(^C',
    '>>> %tools',
  ])
})

it('takes pasted text as one cell, blank lines and all, and runs it at Enter', async () => {
  const terminal = await startPrompt(await makeBase())
  const program =
    'def total(items):\n    sum_ = 0\n\n    for item in items:\n\t    sum_ += item\n    return sum_\n\ntotal([1, 2, 39])'
  await terminal.send(`\u001B[200~${program.replaceAll('\n', '\r')}\u001B[201~`)
  await terminal.expect('39])')
  expect((await terminal.screen()).join('\n')).not.toContain('42')
  await terminal.type('\r', '42\r\n')
})

it('takes text of several lines that comes at once from a terminal that marks no pastes', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.send(
    'def total(items):\r    sum_ = 0\r\r    for item in items:\r        sum_ += item\r    return sum_\r\rtotal([1, 2, 39])\r',
  )
  await terminal.expect('42\r\n')
  await terminal.expect('>>> ')
  expect((await terminal.screen()).slice(-3)).toEqual(['>>> total([1, 2, 39])', '42', '>>>'])
})

it('keeps what is typed while a program runs for the next prompt', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.send('import time; print("begun"); time.sleep(0.7)\r')
  await terminal.expect('begun')
  await terminal.send('6 * 7\r')
  await terminal.expect('42\r\n')
  await terminal.expect('>>> ')
  expect((await terminal.screen()).slice(-4)).toEqual(['begun', '>>> 6 * 7', '42', '>>>'])
})

it('edits in the middle of a text of several lines', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('values = [\r1,\r3]', '3]')
  await terminal.type(`${UP}\u0005 2,`, '2,')
  await terminal.send('\u001B[B\u0005\r')
  await terminal.expect('>>> ')
  await terminal.type(`sum(valuesX${LEFT}\u001B[3~)\r`, '6\r\n')
  await terminal.expect('>>> ')
  expect((await terminal.screen()).slice(-3)).toEqual(['>>> sum(values)', '6', '>>>'])
})

it('takes a line end of two characters as one, and text that was copied with its prompts without them', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('def one():\r\n    return 1\r\n\r\none() + 41\r\n', '42\r\n')
  await terminal.expect('>>> ')
  await terminal.send('\u001B[200~>>> def two():\r...     return 2\r...\r>>> two() + 41\r43\u001B[201~\r')
  await terminal.expect('\n43\r\n')
  await terminal.expect('>>> ')
  expect((await terminal.screen()).slice(-6)).toEqual([
    '>>> def two():',
    '...     return 2',
    '...',
    '... two() + 41',
    '43',
    '>>>',
  ])
})
