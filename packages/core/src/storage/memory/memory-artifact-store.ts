import { randomUUID } from 'node:crypto'
import { describedAs, piecesOf } from '../artifact-data.ts'
import { assertCondition } from '../conditions.ts'
import { digestOf } from '../digest.ts'
import { KEPT_HISTORY } from '../limits.ts'
import { assertArtifactName, collisionKey, nameCollision } from '../names.ts'
import type {
  ArtifactInfo,
  ArtifactStore,
  ArtifactWrite,
  ReadOptions,
  StorageProblem,
  WriteOptions,
} from '../storage.ts'

interface Held {
  readonly info: ArtifactInfo
  readonly data: Uint8Array
}

/** Artifacts in a map, by collision key. */
export class MemoryArtifactStore implements ArtifactStore {
  readonly #current = new Map<string, Held>()
  readonly #history = new Map<string, ArtifactInfo[]>()

  async list(options: ReadOptions = {}): Promise<readonly ArtifactInfo[]> {
    options.signal?.throwIfAborted()
    return [...this.#current.values()].map(({ info }) => info).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async get(name: string, options: ReadOptions = {}): Promise<ArtifactInfo | undefined> {
    options.signal?.throwIfAborted()
    return this.#find(name)?.info
  }

  async open(name: string, options: ReadOptions = {}): ReturnType<ArtifactStore['open']> {
    options.signal?.throwIfAborted()
    const held = this.#find(name)
    if (held === undefined) return undefined
    return { info: held.info, data: piecesOf(held.data.slice(), options.signal) }
  }

  async put(artifact: ArtifactWrite, options: WriteOptions = {}): Promise<ArtifactInfo> {
    options.signal?.throwIfAborted()
    const { name, format } = artifact
    assertArtifactName(name)
    const described = describedAs(artifact)
    const pieces: Uint8Array[] = []
    for await (const piece of piecesOf(artifact.data, options.signal)) pieces.push(piece.slice())
    options.signal?.throwIfAborted()
    const data = new Uint8Array(Buffer.concat(pieces))

    // Nothing awaits from here on, so no other write comes between.
    const before = this.#current.get(collisionKey(name))?.info
    const own = before?.name === name ? before : undefined
    assertCondition(`Artifact "${name}"`, own?.revision, options.ifRevision)
    if (before !== undefined && own === undefined) throw nameCollision('an artifact', name, before.name)
    this.#remember(own)
    const info: ArtifactInfo = Object.freeze({
      name,
      format,
      ...described,
      sizeBytes: data.byteLength,
      digest: digestOf(data),
      createdAt: new Date().toISOString(),
      revision: randomUUID(),
    })
    this.#current.set(collisionKey(name), { info, data })
    return info
  }

  async delete(name: string, options: WriteOptions = {}): Promise<boolean> {
    options.signal?.throwIfAborted()
    const before = this.#find(name)?.info
    assertCondition(`Artifact "${name}"`, before?.revision, options.ifRevision)
    this.#remember(before)
    return before !== undefined && this.#current.delete(collisionKey(name))
  }

  async history(name: string, options: ReadOptions = {}): Promise<readonly ArtifactInfo[]> {
    options.signal?.throwIfAborted()
    assertArtifactName(name)
    return [...(this.#history.get(name) ?? [])]
  }

  async problems(options: ReadOptions = {}): Promise<readonly StorageProblem[]> {
    options.signal?.throwIfAborted()
    return []
  }

  #find(name: string): Held | undefined {
    assertArtifactName(name)
    const held = this.#current.get(collisionKey(name))
    return held?.info.name === name ? held : undefined
  }

  #remember(before: ArtifactInfo | undefined): void {
    if (before === undefined) return
    this.#history.set(before.name, [before, ...(this.#history.get(before.name) ?? [])].slice(0, KEPT_HISTORY))
  }
}
