import type { ZodType } from 'zod'
import type { Zod } from './define-model-tool.ts'

/** What every search takes. */
export interface SearchInput {
  readonly query: string
  readonly limit?: number | undefined
}

/** @param usualLimit how many results there are when nothing is said. */
export function searchInput(z: Zod, usualLimit: number): ZodType<SearchInput> {
  return z.strictObject({
    query: z.string().min(1).describe('Words that describe what is needed.'),
    limit: z.int().min(1).max(100).optional().describe(`Most results. Default ${usualLimit}.`),
  })
}
