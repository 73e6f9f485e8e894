import { createHash } from 'node:crypto'
import { type BigIntStats, createReadStream } from 'node:fs'

/** What can be known of a file only by reading it. */
export interface ContentFacts {
  readonly sizeBytes: number
  readonly digest: string
  /** Whether it is text in UTF-8. */
  readonly text: boolean
  /** ISO 8601, UTC. */
  readonly modifiedAt: string
}

/** Reads a file once from beginning to end, however large. */
export async function readContent(path: string, stats: BigIntStats): Promise<ContentFacts> {
  if (stats.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' })
  // A pipe or a device would never end.
  if (!stats.isFile()) throw new Error('it is not a file')
  const hash = createHash('sha256')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let sizeBytes = 0
  let text = true
  const isText = (piece: Uint8Array | undefined): boolean => {
    try {
      decoder.decode(piece, { stream: piece !== undefined })
      return true
    } catch {
      return false
    }
  }
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hash.update(piece)
    sizeBytes += piece.length
    text &&= isText(piece)
  }
  text &&= isText(undefined)
  const modifiedAt = new Date(Number(stats.mtimeNs / 1_000_000n)).toISOString()
  return { sizeBytes, digest: hash.digest('hex'), text, modifiedAt }
}
