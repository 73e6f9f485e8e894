/** What a conformance suite needs of a test runner. Those of vitest, jest, mocha and `node:test` fit. */
export interface TestRunner {
  readonly describe: (title: string, body: () => void) => unknown
  readonly it: (title: string, body: () => Promise<void>) => unknown
}
