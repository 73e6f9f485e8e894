import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { digestOf } from '../digest.ts'
import { collisionKey } from '../names.ts'
import type { ArtifactFormat } from '../storage.ts'

/** Where the parts of an artifact lie. */
export interface ArtifactFolders {
  /** The data files: `<name>.<generation>.<ending>`. */
  readonly data: string
  /** `<key>.json` names the data file that counts; replacing it is the commit. */
  readonly meta: string
  /** `<key>/<generation>.json`: what the artifact was earlier, without its data. */
  readonly history: string
  /** `<key>.json`: a second copy of what a data file cannot say. */
  readonly backup: string
}

export function artifactFolders(path: string): ArtifactFolders {
  return {
    data: path,
    meta: join(path, '.meta'),
    history: join(path, '.history'),
    backup: join(path, '.backup'),
  }
}

const endings: Readonly<Record<ArtifactFormat, string>> = {
  json: 'json',
  text: 'txt',
  bytes: 'bin',
  payload: 'payload',
}
const dataFile = /^([A-Za-z0-9_.()%~-]{1,200})\.([0-9a-f]{32})\.(json|txt|bin|payload)$/u
const longestKey = 180
const longestStem = 200

/** The file name of an artifact's meta, without its ending: the same for names that some file system cannot tell apart. */
export function metaKey(name: string): string {
  const key = percent(collisionKey(name))
  return key.length <= longestKey ? key : `~${identityOf(name)}`
}

/** What all files of one artifact share, however their names are cut. */
export function identityOf(name: string): string {
  return digestOf(collisionKey(name)).slice(0, 40)
}

/** {@link identityOf} for the name of a meta file; `undefined` if it is none of ours. */
export function identityOfMetaFile(file: string): string | undefined {
  return identityOfStem(file.slice(0, -'.json'.length))
}

/** A data file's name: holds the artifact's whole name where that fits, and is used once. */
export function dataFileName(name: string, format: ArtifactFormat, generation: string): string {
  const whole = percent(name)
  const stem = whole.length <= longestStem ? whole : `${whole.slice(0, 100)}~${identityOf(name)}`
  return `${stem}.${generation}.${endings[format]}`
}

/** True for the names that {@link dataFileName} gives. Everything else in the folder is somebody else's. */
export function isDataFile(file: string): boolean {
  return dataFile.test(file)
}

export interface DataFileName {
  readonly file: string
  /** As far as the file's name has it. */
  readonly name: string
  /** Whether `name` was cut. */
  readonly cut: boolean
  readonly generation: string
  readonly format: ArtifactFormat
  readonly identity: string | undefined
}

/** What the name of a data file says; `undefined` if it is none. */
export function parseDataFileName(file: string): DataFileName | undefined {
  const [, stem = '', generation = '', ending] = dataFile.exec(file) ?? []
  const format = (Object.keys(endings) as ArtifactFormat[]).find((one) => endings[one] === ending)
  if (format === undefined) return undefined
  const [whole = '', digest] = stem.split('~')
  const cut = digest !== undefined
  return { file, name: unpercent(whole, cut), cut, generation, format, identity: identityOfStem(stem) }
}

let last = { time: 0, count: 0 }

/**
 * 32 hexadecimal digits that sort by time: milliseconds since 1970, a count, then chance. In the form of a UUID of
 * version 7.
 */
export function newGeneration(now: number = Date.now()): string {
  last = now > last.time ? { time: now, count: 0 } : { time: last.time, count: last.count + 1 }
  if (last.count > 0xfff) last = { time: last.time + 1, count: 0 }
  const [time, count] = [last.time.toString(16).padStart(12, '0'), last.count.toString(16).padStart(3, '0')]
  return `${time}7${count}${randomBytes(8).toString('hex')}`
}

/** When a generation was made, in milliseconds since 1970; `undefined` if it does not say. */
export function generationTime(generation: string): number | undefined {
  return generation[12] === '7' ? Number.parseInt(generation.slice(0, 12), 16) : undefined
}

/** Newest first. Generations that do not say when they were made come last. */
export function byGeneration(a: string, b: string): number {
  if (generationTime(a) === undefined || generationTime(b) === undefined)
    return (generationTime(b) ?? 0) - (generationTime(a) ?? 0)
  return a < b ? 1 : a === b ? 0 : -1
}

/** A list asks for the same ones again and again. */
const identities = new Map<string, string | undefined>()
const mostIdentities = 20_000

function identityOfStem(stem: string): string | undefined {
  const digest = stem.split('~')[1]
  if (digest !== undefined) return digest
  if (identities.has(stem)) return identities.get(stem)
  const name = unpercent(stem, false)
  const identity = name === '' ? undefined : identityOf(name)
  if (identities.size >= mostIdentities) identities.clear()
  identities.set(stem, identity)
  return identity
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(
    /[~!*']/gu,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** The text again; where it was cut, without the character in which it was cut. Empty if it is no such text. */
function unpercent(text: string, cut: boolean): string {
  // A character has at most four bytes, each three signs long.
  for (let end = text.length; end >= Math.max(0, text.length - (cut ? 12 : 0)); end--) {
    try {
      return decodeURIComponent(text.slice(0, end))
    } catch {
      // Cut in the middle of a character.
    }
  }
  return ''
}
