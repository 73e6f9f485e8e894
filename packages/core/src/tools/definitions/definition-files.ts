import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import type { ToolProblem } from '../tool.ts'
import { readDefinitionFile } from './read-definition.ts'
import type { FileDefinitions } from './read-definition.ts'

interface FileEntry {
  readonly file: string
  /** Changes when the file does. */
  readonly stamp: string
}

/** The definition files of a folder, or one file. Reads again only what changed on disk. */
export class DefinitionFiles {
  readonly #path: string
  readonly #optional: boolean
  readonly #cache = new Map<string, { readonly stamp: string; readonly content: FileDefinitions }>()
  #stamp: string | undefined
  #current: FileDefinitions = { definitions: [], problems: [] }

  constructor(options: { readonly path: string; readonly optional: boolean }) {
    this.#path = options.path
    this.#optional = options.optional
  }

  /** The same object as before when nothing changed. */
  async read(): Promise<FileDefinitions> {
    // Synchronous on purpose: this runs before every call of a tool, and a few stats take microseconds where a round
    // trip through the thread pool takes many times as long.
    const { files, problems } = listFiles(this.#path, this.#optional)
    const stamp = JSON.stringify([files, problems])
    if (stamp === this.#stamp) return this.#current
    const contents = await Promise.all(files.map((entry) => this.#readFile(entry)))
    for (const file of this.#cache.keys())
      if (!files.some((entry) => entry.file === file)) this.#cache.delete(file)
    this.#current = {
      definitions: contents.flatMap((content) => content.definitions),
      problems: [...problems, ...contents.flatMap((content) => content.problems)],
    }
    this.#stamp = stamp
    return this.#current
  }

  async #readFile({ file, stamp }: FileEntry): Promise<FileDefinitions> {
    const cached = this.#cache.get(file)
    if (cached?.stamp === stamp) return cached.content
    const content = await readDefinitionFile(file)
    this.#cache.set(file, { stamp, content })
    return content
  }
}

function listFiles(
  path: string,
  optional: boolean,
): { readonly files: readonly FileEntry[]; readonly problems: readonly ToolProblem[] } {
  try {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined) {
      const problem = {
        origin: path,
        message: `does not exist. Give a folder of YAML files, one YAML file, or an mcp.json.`,
      }
      return { files: [], problems: optional ? [] : [problem] }
    }
    if (!stat.isDirectory()) return { files: [entryOf(path)], problems: [] }
    const names = readdirSync(path).filter(
      (name) => !name.startsWith('.') && (/\.ya?ml$/.test(name) || name === 'mcp.json'),
    )
    return { files: names.toSorted().map((name) => entryOf(join(path, name))), problems: [] }
  } catch (error) {
    return {
      files: [],
      problems: [
        {
          origin: path,
          message: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        },
      ],
    }
  }
}

function entryOf(file: string): FileEntry {
  try {
    const stat = statSync(file, { bigint: true })
    return { file, stamp: `${stat.mtimeNs}:${stat.ctimeNs}:${stat.size}:${stat.ino}` }
  } catch (error) {
    // A broken link, or one that leads back to itself: a problem of this file alone, told when it is read.
    return { file, stamp: String((error as NodeJS.ErrnoException).code) }
  }
}
