import { assertCondition } from '../conditions.ts'
import { contentRevision } from '../digest.ts'
import { readRequirements, replaceRequirements } from '../requirement-lines.ts'
import type { ReadOptions, RequirementStore, Revision, WriteOptions } from '../storage.ts'

/** The list of requirements as the text that a file would hold. */
export class MemoryRequirementStore implements RequirementStore {
  #text = ''

  async list(
    options: ReadOptions = {},
  ): Promise<{ readonly requirements: readonly string[]; readonly revision: Revision }> {
    options.signal?.throwIfAborted()
    return { requirements: readRequirements(this.#text), revision: contentRevision(this.#text) }
  }

  async replace(requirements: readonly string[], options: WriteOptions = {}): Promise<Revision> {
    options.signal?.throwIfAborted()
    const current = this.#text === '' ? undefined : contentRevision(this.#text)
    // An empty list has a revision as well, which `list` gave.
    const named = options.ifRevision !== 'absent' && options.ifRevision !== undefined
    assertCondition('The list of packages', named ? contentRevision(this.#text) : current, options.ifRevision)
    this.#text = replaceRequirements(this.#text, requirements)
    return contentRevision(this.#text)
  }
}
