import type { ArtifactInfo, ArtifactStore } from '../storage/storage.ts'

/** What all automatic artifacts of a storage may take together, in bytes. */
const QUOTA_BYTES = 268_435_456
/** An automatic artifact older than this is deleted when the next one is saved, in milliseconds: 7 days. */
const MAX_AGE_MS = 604_800_000
/** A storage that does not answer must not keep the result back for ever. In milliseconds. */
const SAVE_TIMEOUT_MS = 30_000
const FOLDER = 'runs/'
const PIECE_CHARACTERS = 524_288

export interface AutomaticArtifact {
  readonly runId: string
  /** Part of the run: `stdout`, `stderr`, `value`, `text`, `error`. */
  readonly what: string
  readonly format: 'json' | 'text'
  readonly text: string
  readonly description: string
}

/**
 * Keeps a part of a run as an artifact, `runs/<last part of the run's id>/<what>`. Older automatic artifacts make room
 * for it. Gives its name; undefined when it could not be kept, for whatever reason.
 */
export async function saveAutomatically(
  store: ArtifactStore,
  artifact: AutomaticArtifact,
  now: number = Date.now(),
): Promise<string | undefined> {
  const { runId, what, format, text, description } = artifact
  const name = `${FOLDER}${runId.slice(runId.lastIndexOf('-') + 1)}/${what}`
  const signal = AbortSignal.timeout(SAVE_TIMEOUT_MS)
  try {
    const size = Buffer.byteLength(text)
    if (size > QUOTA_BYTES) return undefined
    await makeRoom(store, { size, now, signal })
    const metadata = { automatic: true, run: runId, what }
    await store.put({ name, format, description, metadata, data: pieces(text) }, { signal })
    return name
  } catch {
    // A full disk, a storage that is closed or only to be read: the run itself is not to fail by it.
    return undefined
  }
}

async function makeRoom(
  store: ArtifactStore,
  { size, now, signal }: { readonly size: number; readonly now: number; readonly signal: AbortSignal },
): Promise<void> {
  const automatic = (await store.list({ signal }))
    .filter(isAutomatic)
    .toSorted((left, right) => left.createdAt.localeCompare(right.createdAt))
  let total = automatic.reduce((sum, info) => sum + info.sizeBytes, size)
  const oldest = now - MAX_AGE_MS
  for (const info of automatic) {
    if (total <= QUOTA_BYTES && !(Date.parse(info.createdAt) < oldest)) continue
    // Only the one that was seen: a newer one under its name stays.
    const gone = store.delete(info.name, { ifRevision: { revision: info.revision }, signal })
    if (await gone.catch(() => false)) total -= info.sizeBytes
  }
}

function isAutomatic(info: ArtifactInfo): boolean {
  return info.name.startsWith(FOLDER) && info.metadata['automatic'] === true
}

/** UTF-8 in pieces, so that a long text is never there a second time as a whole. */
async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  let start = 0
  while (start < text.length) {
    let end = Math.min(start + PIECE_CHARACTERS, text.length)
    // Both halves of a character go into one piece.
    if ((text.charCodeAt(end - 1) & 0xfc00) === 0xd800 && end < text.length) end += 1
    yield Buffer.from(text.slice(start, end).toWellFormed())
    start = end
  }
}
