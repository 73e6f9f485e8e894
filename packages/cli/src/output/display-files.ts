import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Display } from '@code-mode/core'

/** Forms that are written to a file, the richest first. */
const FILES: readonly (readonly [mimeType: string, extension: string, encoding: 'base64' | 'utf8'])[] = [
  ['image/png', 'png', 'base64'],
  ['image/jpeg', 'jpg', 'base64'],
  ['image/webp', 'webp', 'base64'],
  ['image/gif', 'gif', 'base64'],
  ['application/pdf', 'pdf', 'base64'],
  ['image/svg+xml', 'svg', 'utf8'],
]
/** Forms that a terminal can show, the easiest to read first. */
const TEXTS = ['text/plain', 'text/markdown', 'text/latex', 'application/json']

/** Writes the pictures of a run to files. */
export class DisplayFiles {
  readonly #given: string | undefined
  #folder: string | undefined
  #count = 0

  /** @param folder made when it is not there; without one, the first picture makes a folder of its own below the system's for temporary files */
  constructor(folder: string | undefined) {
    this.#given = folder
  }

  /** What to show for a display: the path of its picture, or its text. */
  show({ data }: Display): string {
    const picture = FILES.find(([mimeType]) => data[mimeType] !== undefined)
    const text = TEXTS.find((mimeType) => data[mimeType] !== undefined)
    if (picture !== undefined) return `[${picture[0]}] ${this.#write(data, ...picture)}`
    if (text !== undefined) return data[text] ?? ''
    if (data['text/html'] !== undefined)
      return `[text/html] ${this.#write(data, 'text/html', 'html', 'utf8')}`
    return `(a display of type ${Object.keys(data).join(', ')})`
  }

  #write(data: Display['data'], mimeType: string, extension: string, encoding: 'base64' | 'utf8'): string {
    this.#folder ??= this.#makeFolder()
    for (;;) {
      this.#count += 1
      const file = join(this.#folder, `${this.#count}.${extension}`)
      try {
        writeFileSync(file, Buffer.from(data[mimeType] ?? '', encoding), { flag: 'wx' })
        return file
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
    }
  }

  #makeFolder(): string {
    if (this.#given === undefined) return mkdtempSync(join(tmpdir(), 'code-mode-images-'))
    mkdirSync(this.#given, { recursive: true })
    return this.#given
  }
}
