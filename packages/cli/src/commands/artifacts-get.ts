import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { throwNotFound } from '../output/model-answer.ts'
import { jsonReady } from '../output/json-ready.ts'
import type { CommandSpec } from '../program/command.ts'
import { UsageError } from '../program/usage-error.ts'

/** Writes an artifact's data to a file or to stdout, piece by piece. */
export const get: CommandSpec = {
  name: 'get',
  summary: 'write the data of an artifact to a file or to standard output',
  operands: [
    { name: '<artifact>', description: 'its name' },
    { name: '[file]', description: 'replaced if it exists (default: standard output)' },
  ],
  examples: ['code-mode artifacts get plot plot.png'],
  run: async (context, { operands: [name = '', file = '-'] }) => {
    const { signal } = context
    const session = await context.openStore()
    const found = await session.openArtifact(name, { signal })
    if (found === undefined) return await throwNotFound(context, session, 'artifact', name)
    const { format } = found.info
    // Only the guest reads the encoding of values that JSON cannot say.
    const data =
      format === 'payload'
        ? [Buffer.from(`${JSON.stringify(jsonReady((await session.loadArtifact(name))?.value))}\n`)]
        : found.data
    if (file === '-') {
      if (format === 'bytes' && context.stdout.isTTY)
        throw new UsageError(`"${name}" is bytes, which could harm a terminal. Name a file.`)
      await pipeline(Readable.from(data), context.stdout, { end: false, signal })
      return
    }
    const path = resolve(context.cwd, file)
    const partial = `${path}.${process.pid}.part`
    try {
      await pipeline(Readable.from(data), createWriteStream(partial, { flags: 'wx' }), { signal })
      await rename(partial, path)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
    if (context.json) context.printJson({ ...found.info, file: path })
    else context.note(`Wrote ${path}`)
  },
}
