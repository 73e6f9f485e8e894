/**
 * The main job from end to end. A client that plays the model asks which files of a repository change most often:
 * it finds no saved program, writes one that combines git, an MCP file server and Python, saves it, and in a second
 * server process finds it by words and runs it with other arguments.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeBase } from './base.ts'
import { checkAnswer } from './expected.ts'
import type { ChangedFile } from './expected.ts'
import { Model } from './model.ts'
import type { Turn } from './model.ts'
import { COMBINE, REUSE, SAVE, SEARCH, singleCalls } from './programs.ts'
import { findRepository } from './repository.ts'
import { tokens, Transcript } from './transcript.ts'

interface Cost {
  readonly turns: number
  readonly sent: number
  readonly read: number
}

const transcript = new Transcript()
const failures: string[] = []

function check(holds: boolean, claim: string): void {
  if (holds) transcript.good(claim)
  else {
    transcript.bad(claim)
    failures.push(claim)
  }
}

async function demo(scratch: string): Promise<void> {
  const repository = await findRepository(scratch)
  const base = path.join(scratch, 'base')
  await writeBase(base, repository.folder)
  transcript.note(`Repository: ${repository.description}`)
  transcript.note(
    'Tools: the program git, the MCP server @modelcontextprotocol/server-filesystem, and Python itself',
  )

  const turns: Turn[] = []
  const first = new Model(transcript)
  await first.connect(base)
  try {
    transcript.heading('1  Search: has somebody done this before?')
    const search = await first.run(SEARCH)
    check(Array.isArray(search.value) && search.value.length === 0, 'no workflow is found in a new base')

    transcript.heading('2  Script: which five files change most often, and how long are they?')
    const combined = await first.run(COMBINE)
    await checkRows(
      repository.folder,
      combined.value,
      5,
      '',
      'the answer is right (held against git and the files directly)',
    )

    transcript.heading('3  Save what worked')
    const saved = await first.run(SAVE)
    check(JSON.stringify(saved.value) === '["most_changed_files"]', 'the workflow is saved')
    turns.push(search, combined, saved)
  } finally {
    await first.close()
  }

  const second = new Model(transcript)
  await second.connect(base)
  try {
    transcript.heading('4  Another day, another process: find it by words, and invoke it')
    const reused = await second.run(REUSE)
    await checkRows(
      repository.folder,
      reused.value,
      2,
      '.md',
      'the saved program answers for other arguments',
    )
    const singles = await measureSingleCalls(second, [...rowsOf(turns[1]?.value), ...rowsOf(reused.value)])
    compare([...turns, reused], singles)
  } finally {
    await second.close()
  }
}

async function checkRows(
  folder: string,
  value: unknown,
  top: number,
  suffix: string,
  claim: string,
): Promise<void> {
  const problems = await checkAnswer(folder, rowsOf(value), top, suffix)
  check(problems.length === 0, [claim, ...problems].join(' '))
}

function rowsOf(value: unknown): readonly ChangedFile[] {
  return Array.isArray(value) ? (value as ChangedFile[]) : []
}

/** Really makes each single call with the same tools, and counts what a model would send and read for it. */
async function measureSingleCalls(model: Model, rows: readonly ChangedFile[]): Promise<Cost> {
  const { value } = await model.run(singleCalls(rows.map((row) => row.file)), { silent: true })
  const calls = value as readonly {
    readonly name: string
    readonly arguments: object
    readonly characters: number
  }[]
  const sent = calls.reduce(
    (sum, call) => sum + tokens(JSON.stringify({ name: call.name, arguments: call.arguments }).length),
    0,
  )
  return { turns: calls.length, sent, read: calls.reduce((sum, call) => sum + tokens(call.characters), 0) }
}

function compare(turns: readonly Turn[], singles: Cost): void {
  const programs = {
    turns: turns.length,
    sent: turns.reduce((sum, turn) => sum + turn.sentTokens, 0),
    read: turns.reduce((sum, turn) => sum + turn.readTokens, 0),
  }
  transcript.heading('What both questions cost the model')
  transcript.row(['', 'turns', 'tokens sent', 'tokens read'])
  transcript.row(['one tool per turn', singles.turns, singles.sent, singles.read])
  transcript.row(['programs', programs.turns, programs.sent, programs.read])
  transcript.note(
    'A token is counted as four characters. Each answer is counted once, and tool definitions not at all.',
  )
  transcript.note(
    'The single calls were made with the same tools; they give the raw data, and the model would still have to count.',
  )
  const ratio = (singles.sent + singles.read) / (programs.sent + programs.read)
  check(ratio > 1, `programs take ${ratio.toFixed(1)} times fewer tokens`)
}

async function main(): Promise<void> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'code-mode-demo-'))
  try {
    await demo(scratch)
  } catch (error) {
    check(false, error instanceof Error ? error.message : String(error))
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
  process.exitCode = failures.length === 0 ? 0 : 1
}

void main()
