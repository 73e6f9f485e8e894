import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { InterpreterInfo } from '../../deps/interpreter-info.ts'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { readCacheFile, writeCacheFile } from './disk-cache.ts'
import { type CandidateOptions, interpreterCandidates, isVersion } from './interpreter-candidates.ts'
import { MINIMUM_PYTHON, probeInterpreter } from './probe-interpreter.ts'

export interface FindInterpreterOptions extends CandidateOptions {
  readonly cacheDirectory: string
  readonly signal?: AbortSignal
}

interface CachedInterpreter {
  readonly info: InterpreterInfo
  readonly size: number
  readonly mtimeMs: number
}

/**
 * The real interpreter behind the option, the virtual environment, or the machine's usual places. The answer is kept on
 * disk for as long as the question and the executable stay the same.
 *
 * @throws CodeModeError `INTERPRETER_NOT_FOUND`, listing what was tried and why each was refused.
 */
export async function findInterpreter(options: FindInterpreterOptions): Promise<InterpreterInfo> {
  options.signal?.throwIfAborted()
  const candidates = await interpreterCandidates(options)
  const file = path.join(
    options.cacheDirectory,
    'interpreters',
    `${await questionKey(options, candidates)}.json`,
  )
  const kept = await recall(file)
  if (kept !== undefined) return kept
  const tried: { readonly path: string; readonly reason: string }[] = []
  for (const candidate of candidates) {
    const outcome = await probeInterpreter(candidate, {
      env: options.env,
      ...(options.python !== undefined && isVersion(options.python) ? { version: options.python } : {}),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
    if ('refused' in outcome) {
      tried.push({ path: candidate, reason: outcome.refused })
      continue
    }
    await remember(file, outcome.info)
    return outcome.info
  }
  throw notFound(options, tried)
}

/** What the answer depends on, without running anything. */
async function questionKey(options: FindInterpreterOptions, candidates: readonly string[]): Promise<string> {
  const { env } = options
  const pyenv = env['PYENV_ROOT'] ?? path.join(env['HOME'] ?? homedir(), '.pyenv')
  const chosen = await readFile(path.join(pyenv, 'version'), 'utf8').catch(() => '')
  const question = [options.python, env['PATH'], env['VIRTUAL_ENV'], env['PYENV_VERSION'], chosen, candidates]
  return createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 32)
}

async function recall(file: string): Promise<InterpreterInfo | undefined> {
  try {
    const cached = JSON.parse(
      (await readCacheFile(file))?.toString('utf8') ?? 'null',
    ) as CachedInterpreter | null
    if (cached === null) return undefined
    const info = await stat(cached.info.path)
    return info.size === cached.size && info.mtimeMs === cached.mtimeMs ? cached.info : undefined
  } catch {
    return undefined
  }
}

async function remember(file: string, info: InterpreterInfo): Promise<void> {
  const { size, mtimeMs } = await stat(info.path)
  await writeCacheFile(file, JSON.stringify({ info, size, mtimeMs } satisfies CachedInterpreter))
}

function notFound(
  options: FindInterpreterOptions,
  tried: readonly { readonly path: string; readonly reason: string }[],
): CodeModeError {
  const minimum = MINIMUM_PYTHON.join('.')
  const wanted =
    options.python === undefined
      ? `No Python ${minimum} or later was found`
      : `No usable Python was found for the option python: "${options.python}"`
  const list = tried.map(({ path: place, reason }) => `\n  ${place} ${reason}`).join('')
  const searched = `the PATH (${options.env['PATH'] ?? 'empty'}), pyenv, uv and the usual folders`
  return new CodeModeError({
    code: 'INTERPRETER_NOT_FOUND',
    message: tried.length === 0 ? `${wanted}; searched were ${searched}.` : `${wanted}. Tried:${list}`,
    hint: `Install Python ${minimum} or later, or name one with the option python (a path, a command, or a version such as "3.12").`,
    details: { tried },
  })
}
