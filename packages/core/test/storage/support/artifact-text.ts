import { readdir } from 'node:fs/promises'
import type { Storage } from '../../../src/storage/storage.ts'

/** The text of an artifact; empty where there is none. */
export async function textOf(storage: Storage, name: string): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of (await storage.artifacts.open(name))?.data ?? []) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

/** The data files in a folder of artifacts whose names begin so. */
export async function dataFilesIn(folder: string, prefix = ''): Promise<readonly string[]> {
  return (await readdir(folder)).filter((file) => !file.startsWith('.') && file.startsWith(prefix))
}
