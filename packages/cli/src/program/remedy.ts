/** Where core's own hint names an option of its API, which the command line does not have. */
const REMEDIES: ReadonlyMap<unknown, string> = new Map([
  [
    'INTERPRETER_NOT_FOUND',
    'Install Python 3.9 or later and put it on the PATH, or activate a virtual environment.',
  ],
])

/** What to do about an error, where it says so. */
export function remedyOf(error: Error): string | undefined {
  const { code, hint } = error as Error & { readonly code?: unknown; readonly hint?: unknown }
  return REMEDIES.get(code) ?? (typeof hint === 'string' ? hint : undefined)
}
