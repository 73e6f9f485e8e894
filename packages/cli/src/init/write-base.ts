import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BASE_FILES } from './base-files.ts'

export interface WrittenFile {
  /** In the base. */
  readonly path: string
  /** False when there was one already, which was left as it is. */
  readonly made: boolean
  readonly about: string
}

/** Writes what is missing of a base with examples. */
export async function writeBase(base: string): Promise<readonly WrittenFile[]> {
  const written: WrittenFile[] = []
  for (const { path, about, text } of BASE_FILES) {
    const file = join(base, path)
    await mkdir(dirname(file), { recursive: true })
    written.push({ path, about, made: await writeNew(file, text) })
  }
  await mkdir(join(base, 'artifacts'), { recursive: true })
  return written
}

/** False when there is a file of that name, whoever made it and when. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
