import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, it, vi } from 'vitest'
import { makeBase, startPrompt } from './support.ts'

// Several starts of the program and its interpreter each, also on a machine that is busy.
vi.setConfig({ testTimeout: 90_000 })

const RED = '\u001B[31m'
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

it('shows failures in red with the lines of the cell and a hint, and without colour where none is wanted', async () => {
  const place = await makeBase()
  const coloured = await startPrompt(place)
  const failure = await coloured.type('1 / 0\r', 'division by zero')
  expect(failure).toContain(`${RED}    1 / 0`)
  await coloured.type('f(]\r', 'Hint: ')
  const plain = await startPrompt(place, { env: { NO_COLOR: '1' } })
  expect(await plain.type('1 / 0\r', 'division by zero')).not.toContain('\u001B[3')
})

it('begins the prompt on a line of its own, and lets go of colours that a program left on', async () => {
  const terminal = await startPrompt(await makeBase())
  const text = await terminal.type(String.raw`print("\033[32mgreen", end="")` + '\r', '>>> ')
  expect(text).toContain('green\u001B[0m\r\n')
  expect((await terminal.screen()).slice(-2)).toEqual(['green', '>>>'])
})

it('shows output while the program runs', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.send('import time\r')
  await terminal.send('for i in range(3): print("step", i); time.sleep(0.8)\r\r')
  await terminal.expect('step 0')
  expect(await terminal.expect('step 1')).not.toContain('step 2')
})

it('saves a picture and shows where it is', async () => {
  const terminal = await startPrompt(await makeBase(), { columns: 200 })
  await terminal.send('class Picture:\r    def _repr_png_(self):\r        import base64\r')
  await terminal.send(`        return base64.b64decode("${PNG}")\r\r`)
  await terminal.send('Picture()\r')
  const file = /\[image\/png\] (\S+\.png)/u.exec(await terminal.expect('.png'))?.[1] ?? ''
  expect(existsSync(file)).toBe(true)
  await rm(dirname(file), { recursive: true })
})

it('breaks long lines at the width of the terminal, and draws anew when that changes', async () => {
  const terminal = await startPrompt(await makeBase(), { columns: 20, env: { NO_COLOR: '1' } })
  await terminal.send('text = "0123456789abcdef"')
  expect((await terminal.screen()).slice(-2)).toEqual(['>>> text = "01234567', '89abcdef"'])
  await terminal.send('\u0001\u001B[3~X')
  expect((await terminal.screen()).slice(-2)).toEqual(['>>> Xext = "01234567', '89abcdef"'])
  await terminal.send('\u0003')
  await terminal.resize(40, 24)
  await terminal.send('text = "0123456789abcdef"')
  expect((await terminal.screen()).at(-1)).toBe('>>> text = "0123456789abcdef"')
})

it('says that variables are gone when the interpreter ended', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('x = 1\r', '>>> ')
  await terminal.type('import os; os._exit(3)\r', 'variables of earlier runs are gone')
  await terminal.expect('>>> ')
  expect(await terminal.type('"x" in globals()\r', '>>> ')).toContain('False')
})

it('says so when a program had to be ended by force', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('x = 1\r', '>>> ')
  // One loop in C, which looks at no signal.
  await terminal.send('sum(range(10**14))\r')
  await new Promise((resolve) => setTimeout(resolve, 700))
  await terminal.type('\u0003', 'variables of earlier cells are gone')
  await terminal.expect('>>> ')
  const next = await terminal.type('"x" in globals()\r', 'False')
  expect(next).not.toContain('gone')
})

it('writes what a thread prints at the prompt above what is being typed', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.send('import threading; threading.Timer(1.0, lambda: print("from", "thread")).start()\r')
  await terminal.expect('>>> ')
  await terminal.send('40 + 2')
  await terminal.expect('from thread')
  expect((await terminal.screen()).slice(-2)).toEqual(['from thread', '>>> 40 + 2'])
  await terminal.type('\r', '42')
})

it('starts over with %reset, lists tools with %tools, and explains itself with %help', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('x = 1\r', '>>> ')
  await terminal.type('%reset\r', 'variables are gone')
  expect(await terminal.type('"x" in globals()\r', 'False')).not.toContain('anew')
  await terminal.type('%tools\r', 'tools.text.shout(words: str')
  await terminal.type('%help\r', 'Ctrl-C')
})

it('ends at a request to end, also while a program runs', async () => {
  const terminal = await startPrompt(await makeBase())
  await terminal.type('print("waits"); __import__("time").sleep(100)\r', 'waits\r\n')
  await terminal.signal(15)
  expect(await terminal.exitCode()).toBe(143)
})

it.each(['x = 1\r', 'print("begun"); __import__("time").sleep(100)\r'])(
  'ends when its terminal is closed, behind %j',
  async (cell) => {
    const terminal = await startPrompt(await makeBase())
    await terminal.type(cell, cell.startsWith('x') ? '>>> ' : 'begun\r\n')
    await terminal.hangUp()
    // As the first of it that is noticed says: the end of what is typed, the signal, or that nothing can be shown.
    expect([0, 129, 141]).toContain(await terminal.exitCode())
  },
)

it('has prompts and Ctrl-C, and no control sequence, on a terminal that knows none', async () => {
  const terminal = await startPrompt(await makeBase(), { env: { TERM: 'dumb' } })
  await terminal.type('kept = 7\n', '>>> ')
  await terminal.type('def dropped():\n', '... ')
  await terminal.type('\u0003', '>>> ')
  await terminal.type('while True: pass\n\n', '... ')
  await new Promise((resolve) => setTimeout(resolve, 500))
  await terminal.type('\u0003', 'Variables are kept.')
  await terminal.expect('>>> ')
  expect(await terminal.type('kept, "dropped" in globals()\n', '(7, False)')).not.toContain('\u001B')
  await terminal.send('\u0004')
  expect(await terminal.exitCode()).toBe(0)
})
