/**
 * Resolves once there is nobody left to serve: stdin ended (the transport of the SDK does not notice), stdout broke, or
 * a signal asked for the end.
 */
export async function whenOver(): Promise<void> {
  await new Promise<void>((resolve) => {
    const over = (): void => resolve()
    // What was asked for before the end is in the same turn of the loop; its answers go out first.
    process.stdin.once('end', () => setImmediate(over))
    process.stdin.once('close', () => setImmediate(over))
    process.stdin.once('error', over)
    process.stdout.on('error', over)
    // A broken stderr must not end the process by itself.
    process.stderr.on('error', () => {})
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, over)
  })
}

/** Resolves when a signal asks for the end. */
export async function whenSignalled(): Promise<void> {
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
}
