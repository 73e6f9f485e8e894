import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { shared } from './vitest.shared.ts'

function project(name: string, include: string[]): TestProjectInlineConfiguration {
  return { ...shared, test: { ...shared.test, name, include } }
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', ['packages/*/src/**/*.test.ts', 'soak/*.test.ts']),
      project('integration', ['packages/*/test/**/*.test.ts']),
      project('examples', ['examples/**/*.test.ts']),
    ],
  },
})
