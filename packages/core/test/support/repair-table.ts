import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'gpt-tokenizer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type RunResult,
  renderResult,
  Session,
  type SessionOptions,
  SubprocessExecutor,
  type ToolSource,
} from '../../src/index.ts'
import { presentVersions } from './present-versions.ts'

/** One mistake of an agent, and what the model must read about it. */
export interface RepairCase {
  /** Completes the sentence "what a model reads about …". */
  readonly title: string
  /** Programs that run before, each of which must succeed. */
  readonly before?: readonly string[]
  readonly code: string
  /** What the text must hold. */
  readonly says: readonly (string | RegExp)[]
  /** What it must not hold, besides what no text may hold. */
  readonly never?: readonly (string | RegExp)[]
  /** The line of the agent's program, which the text shows, or one of these; absent for mistakes that end in no error. */
  readonly line?: number | readonly number[]
  /** Tokens at most. A simple mistake is told in 120; for the others the number stands at the case. @defaultValue 120 */
  readonly maxTokens?: number
  /** Runs on every interpreter of the machine and not on the default one alone. */
  readonly everywhere?: boolean
  readonly timeoutMs?: number
}

/** Frames of our runtime, places on the host's disk, addresses of objects. */
const NEVER: readonly (string | RegExp)[] = [
  '<code-mode>',
  'code_mode_runtime',
  'site-packages',
  /\/lib\/python3/,
  'tracemalloc',
  'RuntimeError: generator',
]

/** A test for each case on the default interpreter, and for those marked `everywhere` on all that are present. */
export async function repairTable(
  cases: readonly RepairCase[],
  options: { readonly tools?: readonly ToolSource[]; readonly session?: SessionOptions; readonly prepare?: (session: Session) => Promise<void> } = {},
): Promise<void> {
  describe('what a model reads about', () => tests(cases, undefined, options))
  const reduced = cases.filter((one) => one.everywhere === true)
  if (reduced.length === 0) return
  const executor = new SubprocessExecutor()
  const { interpreter } = await executor.probe()
  await executor.close()
  for (const version of await presentVersions()) {
    if (interpreter?.version.startsWith(`${version}.`) === true) continue
    describe(`what a model reads, on Python ${version}, about`, () => tests(reduced, version, options))
  }
}

function tests(
  cases: readonly RepairCase[],
  python: string | undefined,
  { tools = [], session: extra = {}, prepare }: Parameters<typeof repairTable>[1] & object,
): void {
  const executor = new SubprocessExecutor(python === undefined ? {} : { python })
  let session: Session
  let base: string
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'code-mode-test-'))
    await mkdir(join(base, 'tools'))
    for (const [name, text] of Object.entries(TOOLS)) await writeFile(join(base, 'tools', name), text)
    session = await Session.open(base, { executor, tools: [join(base, 'tools'), ...tools], ...extra })
    await prepare?.(session)
  }, 60_000)
  afterAll(async () => {
    await session.close()
    await executor.close()
    await rm(base, { recursive: true, force: true })
  })
  it.each(cases.map((one) => [one.title, one] as const))(
    '%s',
    async (_, one) => {
      await session.reset()
      for (const code of one.before ?? []) {
        expect(await session.run(code)).toMatchObject({ ok: true })
      }
      const timing = one.timeoutMs === undefined ? {} : { timeoutMs: one.timeoutMs }
      check(one, await session.run(one.code, timing))
    },
    60_000,
  )
}

/** What a model reads of a result. */
export function readingOf(result: RunResult): string {
  return renderResult(result)
    .map((content) => (content.type === 'text' ? content.text : ''))
    .join('\n')
}

function check(one: RepairCase, result: RunResult): void {
  const text = readingOf(result)
  if (one.line === undefined) {
    expect(result.ok, text).toBe(true)
  } else {
    const line = result.ok ? undefined : result.error.line
    expect([one.line].flat(), text).toContain(line)
    expect(text).toContain(`line ${line}`)
    expect(text).toContain((one.code.split('\n')[(line ?? 0) - 1] ?? '').trim().slice(0, 150))
  }
  for (const part of one.says) expect(text).toMatch(pattern(part))
  for (const part of [...NEVER, ...(one.never ?? [])]) expect(text).not.toMatch(pattern(part))
  expect(encode(text).length, text).toBeLessThanOrEqual(one.maxTokens ?? 120)
}

function pattern(part: string | RegExp): RegExp {
  return part instanceof RegExp ? part : new RegExp(part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
}

const TOOLS = {
  'echo.yaml': `name: echo
description: Says what it is told
command: echo
schema:
  positional:
    - { name: text, type: string, required: true }
recipes:
  say: { description: Says it, params: { text: {} } }
`,
  'slow.yaml': `name: slow
description: Takes its time
command: sleep
timeout: 0.3
schema:
  positional:
    - { name: seconds, type: number, required: true }
`,
  'look.yaml': `name: look
description: Lists a folder
command: ls
schema:
  positional:
    - { name: path, type: string, required: true }
`,
}
