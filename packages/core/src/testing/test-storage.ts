import type { Storage } from '../storage/storage.ts'
import { artifactCases } from './storage-cases/artifact-cases.ts'
import { artifactNameCases } from './storage-cases/artifact-name-cases.ts'
import { requirementCases } from './storage-cases/requirement-cases.ts'
import { sharingCases } from './storage-cases/sharing-cases.ts'
import type { StorageCase } from './storage-cases/storage-case.ts'
import { workflowCases } from './storage-cases/workflow-cases.ts'
import type { TestRunner } from './test-runner.ts'

/** One empty storage for one test. */
export interface StorageFixture {
  readonly storage: Storage
  /** Another instance over the same place; left out by a storage that has no place outside its object. */
  readonly another?: () => Storage
  /** Removes all that the test made. The storages are closed already. */
  readonly remove?: () => Promise<void>
}

export interface TestStorageOptions {
  readonly name: string
  /** Makes a new, empty place; the suite opens and closes the storages. */
  readonly create: () => Promise<StorageFixture>
  /** `describe` and `it` of the runner in use: `{ describe, it }` from vitest. */
  readonly runner: TestRunner
}

/**
 * The conformance suite of {@link Storage}: registers tests that every storage must pass, with the runner given.
 *
 * @example
 * testStorage({ name: 'MemoryStorage', create: async () => ({ storage: new MemoryStorage() }), runner: { describe, it } })
 */
export function testStorage(options: TestStorageOptions): void {
  const { name, create, runner } = options
  const test: StorageCase = (title, body) => {
    runner.it(title, async () => {
      const fixture = await create()
      const opened: Storage[] = [fixture.storage]
      try {
        await fixture.storage.open()
        const { another } = fixture
        if (another === undefined) return await body({ storage: fixture.storage })
        return await body({
          storage: fixture.storage,
          another: async () => {
            const storage = another()
            opened.push(storage)
            await storage.open()
            return storage
          },
        })
      } finally {
        for (const storage of opened) await storage.close()
        await fixture.remove?.()
      }
    })
  }
  runner.describe(`${name} keeps the contract of a storage`, () => {
    runner.describe('workflows', () => workflowCases(test))
    runner.describe('artifacts', () => artifactCases(test))
    runner.describe('names of artifacts', () => artifactNameCases(test))
    runner.describe('requirements', () => requirementCases(test))
    runner.describe('sharing', () => sharingCases(test))
  })
}
