import { defineConfig } from 'vitest/config'
import { shared } from '../../vitest.shared.ts'

/** For `npx vitest run <file>` inside this package; the root's config runs everything. */
export default defineConfig({ ...shared, test: { ...shared.test, include: ['{src,test}/**/*.test.ts'] } })
