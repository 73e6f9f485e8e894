import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { FileStorage } from '../../src/storage/file/file-storage.ts'
import { MemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { testStorage } from '../../src/testing.ts'

const runner = { describe, it }

testStorage({ name: 'MemoryStorage', create: async () => ({ storage: new MemoryStorage() }), runner })

for (const workspace of [undefined, 'team-a']) {
  testStorage({
    name: workspace === undefined ? 'FileStorage' : 'FileStorage with a workspace',
    create: async () => {
      const base = await mkdtemp(join(tmpdir(), 'code-mode-storage-'))
      const options = workspace === undefined ? { base } : { base, workspace }
      return {
        storage: new FileStorage(options),
        another: () => new FileStorage(options),
        remove: () => rm(base, { recursive: true }),
      }
    },
    runner,
  })
}
