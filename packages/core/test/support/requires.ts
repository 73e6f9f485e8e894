/** Turns every "this could not run here" into a failure; set where a complete run is promised. */
const REQUIRE_ALL = 'CODE_MODE_REQUIRE_ALL'

/**
 * Says loudly that part of a test cannot run on this machine, and how to make it run. Call it, then return from the test.
 *
 * @param name - What is missing, for instance `git`.
 * @param remedy - What to do about it, for instance `apt-get install git`.
 * @param context - The test's context; when given, the test is counted as skipped instead of passed.
 * @throws Error when `CODE_MODE_REQUIRE_ALL=1` is set.
 */
export function missingComponent(
  name: string,
  remedy: string,
  context?: { skip(note?: string): void },
): void {
  const message = `${name} is missing on this machine, so this could not run here. Remedy: ${remedy}`
  if (process.env[REQUIRE_ALL] === '1') throw new Error(`${message} (${REQUIRE_ALL}=1 makes this a failure.)`)
  process.stderr.write(`\n!!! ${message}\n\n`)
  context?.skip(message)
}
