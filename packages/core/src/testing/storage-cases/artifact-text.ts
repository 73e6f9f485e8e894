import type { ArtifactInfo, ArtifactStore, ArtifactWrite } from '../../storage/storage.ts'

const utf8 = new TextEncoder()

/** Saves text as an artifact. */
export function put(
  store: ArtifactStore,
  name: string,
  text: string,
  more: Partial<ArtifactWrite> = {},
): Promise<ArtifactInfo> {
  return store.put({ name, format: 'text', data: utf8.encode(text), ...more })
}

/** The text of an artifact, or undefined. */
export async function read(store: ArtifactStore, name: string): Promise<string | undefined> {
  const opened = await store.open(name)
  return opened && (await collect(opened.data)).toString('utf8')
}

/** All pieces as one. */
export async function collect(data: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of data) pieces.push(piece)
  return Buffer.concat(pieces)
}
