import { readFile } from 'node:fs/promises'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { isObject } from '../artifact-data.ts'
import { contentRevision, digestOf } from '../digest.ts'
import { artifactNameFault, collisionKey } from '../names.ts'
import type { ArtifactFormat, ArtifactInfo } from '../storage.ts'

/** One commit: what an artifact is, and the data file that holds it. */
export interface ArtifactMeta {
  readonly info: ArtifactInfo
  /** Name of the data file in the folder of artifacts. */
  readonly file: string
}

const endings: Readonly<Record<ArtifactFormat, string>> = {
  json: 'json',
  text: 'txt',
  bytes: 'bin',
  payload: 'payload',
}
const dataFile = /^[A-Za-z0-9_.()%-]{1,64}\.[0-9a-f]{32}\.(?:json|txt|bin|payload)$/u

/** The file name of an artifact's meta, without its ending: the same for names that some file system cannot tell apart. */
export function metaKey(name: string): string {
  const key = percent(collisionKey(name))
  return key.length <= 180 ? key : `${key.slice(0, 100)}~${digestOf(collisionKey(name)).slice(0, 40)}`
}

/** A data file's name: begins like the artifact's, for people, and is used once. */
export function dataFileName(name: string, format: ArtifactFormat, generation: string): string {
  return `${percent(name).slice(0, 60)}.${generation}.${endings[format]}`
}

/** True for the names that {@link dataFileName} gives. Everything else in the folder is somebody else's. */
export function isDataFile(file: string): boolean {
  return dataFile.test(file)
}

/** The text of a meta file. */
export function metaText(info: Omit<ArtifactInfo, 'revision'>, file: string): string {
  return `${JSON.stringify({ ...info, file }, null, 2)}\n`
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
  const { name, format, description, metadata, sizeBytes, digest, createdAt, file } = value
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
  const revision = contentRevision(text)
  return {
    info: { name, format, description, metadata, sizeBytes: Number(sizeBytes), digest, createdAt, revision },
    file,
  }
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(
    /[~!*']/gu,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function isFormat(value: unknown): value is ArtifactFormat {
  return typeof value === 'string' && Object.hasOwn(endings, value)
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
