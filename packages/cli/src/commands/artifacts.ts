import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import type { JsonValue, SaveArtifactRequest } from '@code-mode/core'
import { printModelAnswer, throwNotFound } from '../output/model-answer.ts'
import { printTable } from '../output/table.ts'
import type { CommandGroup, CommandSpec } from '../program/command.ts'
import { inputStream } from '../program/read-source.ts'
import { get } from './artifacts-get.ts'

const list: CommandSpec = {
  name: 'list',
  summary: 'list the saved values',
  run: async (context) => {
    const found = await (await context.openStore()).listArtifacts({ signal: context.signal })
    if (context.json) return context.printJson(found)
    if (found.length === 0) return context.note('No artifacts are saved yet.')
    const rows = found.map(({ name, format, sizeBytes, createdAt, description }) => [
      name,
      format,
      sizeBytes.toLocaleString('en-US'),
      createdAt.slice(0, 16).replace('T', ' '),
      description,
    ])
    await printTable(context, ['artifact', 'format', 'bytes', 'saved (UTC)', 'description'], rows)
  },
}

const show: CommandSpec = {
  name: 'show',
  summary: 'show what is known of an artifact, and its beginning',
  operands: [{ name: '<artifact>', description: 'its name' }],
  run: async (context, { operands: [name = ''] }) =>
    await printModelAnswer(context, 'get_artifact', { name }),
}

const save: CommandSpec = {
  name: 'save',
  summary: 'save a file or standard input as an artifact',
  operands: [
    { name: '<artifact>', description: 'its name' },
    { name: '<file>', description: '- is standard input' },
  ],
  options: [
    {
      flags: '--as <format>',
      description: 'how it is kept (default: bytes)',
      choices: ['bytes', 'text', 'json'],
    },
    { flags: '--description <text>', description: 'what it is' },
  ],
  examples: ['code-mode artifacts save sales sales.csv --as text'],
  run: async (context, input) => {
    const [name = '', file = ''] = input.operands
    const stream = file === '-' ? inputStream(context) : createReadStream(resolve(context.cwd, file))
    const data = await dataOf(stream, input.text('as'), file)
    const description = input.text('description')
    const request = { name, data, ...(description === undefined ? {} : { description }) }
    const info = await (await context.openStore()).saveArtifact(request, { signal: context.signal })
    if (context.json) context.printJson(info)
    else context.print(`Saved ${info.name} (${info.format}, ${info.sizeBytes.toLocaleString('en-US')} bytes)`)
  },
}

const remove: CommandSpec = {
  name: 'delete',
  summary: 'delete an artifact',
  operands: [{ name: '<artifact>', description: 'its name' }],
  run: async (context, { operands: [name = ''] }) => {
    const session = await context.openStore()
    const deleted = await session.deleteArtifact(name, { signal: context.signal })
    if (!deleted) return await throwNotFound(context, session, 'artifact', name)
    if (context.json) context.printJson({ name, deleted })
    else context.print(`Deleted the artifact ${name}.`)
  },
}

/** Values that are kept. */
export const artifacts: CommandGroup = {
  name: 'artifacts',
  summary: 'list, show, save, get and delete saved values',
  commands: [list, show, save, get, remove],
}

/** Bytes are streamed; what is to be a text or a value has to be read. */
async function dataOf(
  stream: AsyncIterable<Uint8Array>,
  format: string | undefined,
  file: string,
): Promise<SaveArtifactRequest['data']> {
  if (format === undefined || format === 'bytes') return stream
  const pieces: Uint8Array[] = []
  for await (const piece of stream) pieces.push(piece)
  const text = new TextDecoder('utf-8', { fatal: true })
  try {
    const decoded = text.decode(Buffer.concat(pieces))
    return format === 'json' ? (JSON.parse(decoded) as JsonValue) : decoded
  } catch (error) {
    throw new Error(`${file} is not ${format === 'json' ? 'JSON' : 'UTF-8'}: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
