import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { projectFolder } from './support/cli.ts'
import { onTerminal } from './support/terminal.ts'

it('has colours on a terminal only, and none with NO_COLOR', async () => {
  const cwd = await projectFolder()
  const list = ['workflows', 'list']
  expect((await onTerminal(list, { cwd })).shown).toContain('\u001B[1mfetch_text\u001B[22m')
  const plain = await onTerminal(list, { cwd, env: { NO_COLOR: '1' } })
  expect(plain).toMatchObject({ code: 0 })
  expect(plain.shown).toContain('fetch_text')
  expect(plain.shown).not.toContain('\u001B[')
  expect((await onTerminal(list, { cwd, env: { TERM: 'dumb' } })).shown).not.toContain('\u001B[')
})

it('keeps tables within the width of the terminal', async () => {
  const cwd = await projectFolder()
  const names = Array.from({ length: 20 }, (_, index) => `parameter_${index}`)
  const source = `def run(${names.join(', ')}):\n    """${'Takes much. '.repeat(30)}"""\n`
  await writeFile(path.join(cwd, '.code-mode', 'workflows', 'wide.py'), source)
  const { shown } = await onTerminal(['workflows', 'list'], { cwd, env: { NO_COLOR: '1' } })
  const lines = shown.split('\n')
  expect(lines.find((line) => line.startsWith('fetch_text'))).toMatch(/url \[characters\] +Fetches a page/u)
  for (const text of [...names, 'Takes much.']) expect(shown).toContain(text)
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

it('shows what long work does on one line, which goes away', async () => {
  const cwd = await projectFolder()
  const { shown } = await onTerminal(['doctor'], { cwd, env: { NO_COLOR: '1' } })
  expect(shown).toContain('Checking: interpreter…')
  const visible = shown.split('\n').map((line) => line.slice(line.lastIndexOf('\u001B[K') + 1))
  expect(visible.join('\n')).not.toContain('Checking')
})

it('init asks for a client, and shows the settings of the one that is chosen', async () => {
  const cwd = await temporaryFolder()
  const after = 'Show the settings for an MCP client?'
  const chosen = await onTerminal(['init'], { cwd, type: { after, keys: '\u001B[B\r' } })
  expect(chosen.code).toBe(0)
  expect(chosen.shown).toContain('claude mcp add code-mode -- npx -y @code-mode/mcp@')
  const none = await onTerminal(['init'], { cwd, type: { after, keys: '\r' } })
  expect(none.code).toBe(0)
  expect(none.shown).not.toContain('claude mcp add')
  const cancelled = await onTerminal(['init'], { cwd, type: { after, keys: '\u0003' } })
  expect(cancelled.code).toBe(0)
  expect(cancelled.shown).not.toContain('claude mcp add')
  expect(await readdir(cwd)).toEqual(['.code-mode'])
})
