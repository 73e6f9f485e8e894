import type { Storage } from '../../storage/storage.ts'

/** What a case of the suite gets: storages that are open. */
export interface OpenFixture {
  readonly storage: Storage
  readonly another?: () => Promise<Storage>
}

/** Registers one test with an open storage that is closed and removed afterwards. */
export type StorageCase = (title: string, body: (fixture: OpenFixture) => Promise<void>) => void
