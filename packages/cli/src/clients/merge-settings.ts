import { constants } from 'node:fs'
import { chmod, copyFile, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type ClientSettings, SERVER_NAME } from './settings.ts'

export interface Merged {
  readonly file: string
  /** False when the file said the same before. */
  readonly changed: boolean
  /** Where the old file is kept; absent when there was none. */
  readonly backup?: string
}

type JsonRecord = Readonly<Record<string, unknown>>

/**
 * Puts the server into the client's file, beside what is there. Nothing is written when the file cannot be understood;
 * the new one takes the place of the old one at once.
 *
 * @throws Error with file and line when the file is not JSON, or not of the expected form.
 */
export async function mergeSettings(settings: ClientSettings): Promise<Merged> {
  // A link to a file elsewhere stays a link.
  const file = await realpath(settings.file).catch(() => settings.file)
  const text = await readIfThere(file)
  const before = text === undefined || text.trim() === '' ? {} : await parse(file, text, settings)
  const servers = before[settings.key] ?? {}
  if (!isRecord(servers))
    throw new Error(`${file}: "${settings.key}" must be an object. Nothing was written.`)
  if (isDeepStrictEqual(servers[SERVER_NAME], settings.entry)) return { file, changed: false }
  const after = { ...before, [settings.key]: { ...servers, [SERVER_NAME]: settings.entry } }
  const indent = /^([ \t]+)"/mu.exec(text ?? '')?.[1] ?? '  '
  await mkdir(dirname(file), { recursive: true })
  const backup = text === undefined ? undefined : await backUp(file)
  await replace(file, `${JSON.stringify(after, undefined, indent)}\n`)
  return { file, changed: true, ...(backup === undefined ? {} : { backup }) }
}

async function parse(file: string, text: string, settings: ClientSettings): Promise<JsonRecord> {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/u, ''))
  } catch (error) {
    const { place, message } = await jsonFault(file, error as Error)
    throw new Error(
      `${place}: ${message} Nothing was written. Correct it, or add this by hand (comments are not understood here):\n${settings.snippet}`,
      { cause: error },
    )
  }
  if (isRecord(value)) return value
  throw new Error(`${file}: there must be an object with "${settings.key}". Nothing was written.`)
}

/** Core reads such files too, and tells the line, which the engine does only sometimes. */
async function jsonFault(
  file: string,
  error: Error,
): Promise<{ readonly place: string; readonly message: string }> {
  const { toolSource } = await import('@code-mode/core')
  const source = toolSource(file)
  try {
    const [problem] = (await source.load({ unknownServers: 'leave' })).problems
    return { place: problem?.origin ?? file, message: problem?.message ?? `${error.message}.` }
  } finally {
    await source.close()
  }
}

async function backUp(file: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const backup = `${file}.bak${count === 1 ? '' : count}`
    try {
      await copyFile(file, backup, constants.COPYFILE_EXCL)
      return backup
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

async function replace(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.part`
  try {
    const handle = await open(partial, 'wx')
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    const mode = await stat(file).then(
      (info) => info.mode,
      () => undefined,
    )
    if (mode !== undefined) await chmod(partial, mode & 0o777)
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
