import { readFile } from 'node:fs/promises'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { isObject } from '../artifact-data.ts'
import { contentRevision, digestOf } from '../digest.ts'
import { artifactNameFault } from '../names.ts'
import type { ArtifactFormat, ArtifactInfo } from '../storage.ts'
import { isDataFile } from './artifact-files.ts'
import { isStagedName } from './temporary-file.ts'

/** One commit: what an artifact is, and the data file that holds it. */
export interface ArtifactMeta {
  readonly info: ArtifactInfo
  /** Name of the data file in the folder of artifacts. */
  readonly file: string
  /** The name that the data file has from just before the commit to just after it. */
  readonly staged?: string
  /** The file's text, unchanged. */
  readonly text: string
}

const formats: readonly string[] = ['json', 'text', 'bytes', 'payload'] satisfies readonly ArtifactFormat[]

/** The text of a meta file. It carries a checksum of itself, which tells a wrong entry from damaged data. */
export function metaText(info: Omit<ArtifactInfo, 'revision'>, file: string, staged: string): string {
  const content = { ...info, file, staged }
  return `${JSON.stringify({ ...content, check: checkOf(content) }, null, 2)}\n`
}

/** @throws CodeModeError `STORAGE_READ_FAILED` when it is damaged; the system's error when it cannot be read. */
export async function readMeta(path: string): Promise<ArtifactMeta> {
  return parseMeta(await readFile(path, 'utf8'), path)
}

/** @throws CodeModeError `STORAGE_READ_FAILED` */
export function parseMeta(text: string, path: string): ArtifactMeta {
  let value: Readonly<Record<string, unknown>>
  try {
    value = Object(JSON.parse(text))
  } catch (cause) {
    throw damaged(path, 'it is not JSON', cause)
  }
  const { check, ...content } = value
  const { name, format, description, metadata, sizeBytes, digest, createdAt, file, staged } = content
  if (typeof name !== 'string' || artifactNameFault(name) !== undefined)
    throw damaged(path, '"name" is wrong')
  if (!isFormat(format)) throw damaged(path, '"format" is wrong')
  if (typeof description !== 'string') throw damaged(path, '"description" is wrong')
  if (!isObject(metadata)) throw damaged(path, '"metadata" is wrong')
  if (!Number.isSafeInteger(sizeBytes)) throw damaged(path, '"sizeBytes" is wrong')
  if (typeof digest !== 'string' || typeof createdAt !== 'string')
    throw damaged(path, '"digest" or "createdAt" is wrong')
  // Only such names stay in the folder.
  if (typeof file !== 'string' || !isDataFile(file))
    throw damaged(path, '"file" is not the name of a data file')
  if (check !== undefined && check !== checkOf(content))
    throw damaged(path, 'it was changed by somebody else: its checksum is wrong')
  const revision = contentRevision(text)
  return {
    info: { name, format, description, metadata, sizeBytes: Number(sizeBytes), digest, createdAt, revision },
    file,
    text,
    ...(typeof staged === 'string' && isStagedName(staged) ? { staged } : {}),
  }
}

/** What can still be used of a meta file that {@link parseMeta} refuses. */
export interface MetaRemains {
  readonly file?: string
  readonly name?: string
  readonly description?: string
  readonly metadata?: ArtifactInfo['metadata']
  readonly createdAt?: string
}

/** Nothing, where the file is missing or no JSON. */
export async function readRemains(path: string): Promise<MetaRemains> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return {}
  }
  if (!isObject(value)) return {}
  const { file, name, description, metadata, createdAt } = value as Readonly<Record<string, unknown>>
  return {
    ...(typeof file === 'string' ? { file } : {}),
    ...(typeof name === 'string' && artifactNameFault(name) === undefined ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(isObject(metadata) ? { metadata } : {}),
    ...(typeof createdAt === 'string' && !Number.isNaN(Date.parse(createdAt)) ? { createdAt } : {}),
  }
}

function checkOf(content: object): string {
  return digestOf(JSON.stringify(content)).slice(0, 16)
}

function isFormat(value: unknown): value is ArtifactFormat {
  return typeof value === 'string' && formats.includes(value)
}

function damaged(path: string, what: string, cause?: unknown): CodeModeError {
  return new CodeModeError({
    code: 'STORAGE_READ_FAILED',
    message: `"${path}" is damaged: ${what}.`,
    hint: 'Save the artifact again, or delete it.',
    details: { path },
    cause,
  })
}
