import type { ViteUserConfig } from 'vitest/config'

/** Resolves our packages to their sources, so that tests need no build. */
const SOURCE_CONDITION = '@code-mode/source'

// The last three are Vite's own for code that runs in Node; naming conditions replaces them.
const conditions: readonly string[] = [SOURCE_CONDITION, 'module', 'node', 'development|production']

/** What all test projects share: the sources instead of the build, processes as workers, little of the machine. */
export const shared: ViteUserConfig = {
  resolve: { conditions: [...conditions] },
  ssr: { resolve: { conditions: [...conditions], externalConditions: ['node', SOURCE_CONDITION] } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Against hanging only: what must be quick says so itself, and a busy machine is slow.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}
