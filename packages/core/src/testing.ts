/** Conformance suites: what every implementation of a contract of this package must pass. */
export { testStorage, type StorageFixture, type TestStorageOptions } from './testing/test-storage.ts'
export type { TestRunner } from './testing/test-runner.ts'
