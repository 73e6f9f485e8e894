import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { Terminal } from './terminal.ts'
import type { TerminalOptions } from './terminal.ts'

const BIN = fileURLToPath(new URL('../../src/bin.ts', import.meta.url))

const GREET = `name: text
description: Works on texts
command: printf
recipes:
  shout:
    description: Says it loudly
    params: { words: {}, times: {} }
schema:
  positional:
    - { name: words, type: string, required: true }
    - { name: times, type: integer }
`

const WORKFLOW = `"""Adds up."""


def run(numbers: list, start: int = 0) -> int:
    return sum(numbers, start)
`

/** A base with a tool and a workflow, and a place for the history beside it. */
export async function makeBase(): Promise<{ readonly base: string; readonly history: string }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'code-mode-repl-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const base = join(folder, 'base')
  await mkdir(join(base, 'tools'), { recursive: true })
  await mkdir(join(base, 'workflows'))
  await writeFile(join(base, 'tools', 'text.yaml'), GREET)
  await writeFile(join(base, 'workflows', 'add_up.py'), WORKFLOW)
  return { base, history: join(folder, 'history') }
}

/** The command line of the prompt, on the sources. */
export function replCommand(place: { readonly base: string; readonly history: string }): readonly string[] {
  return [
    process.execPath,
    '--conditions=@code-mode/source',
    BIN,
    'repl',
    '--base',
    place.base,
    '--history',
    place.history,
  ]
}

/** A prompt under a pseudo-terminal, waiting for the first cell. */
export async function startPrompt(
  place: { readonly base: string; readonly history: string },
  options: Omit<TerminalOptions, 'command'> = {},
): Promise<Terminal> {
  const terminal = new Terminal({ command: replCommand(place), ...options })
  onTestFinished(() => terminal.close())
  await terminal.expect('>>> ')
  return terminal
}
