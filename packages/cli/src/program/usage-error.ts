/** The command line is wrong: exit code 2, and where the help is. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
