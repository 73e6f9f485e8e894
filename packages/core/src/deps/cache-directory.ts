import { homedir } from 'node:os'
import path from 'node:path'

export interface CacheDirectoryOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Used as it is, when given. */
  readonly cacheDirectory?: string
}

/** The folder for what can be made again: `code-mode` in the user's cache folder. It is not created here. */
export function resolveCacheDirectory(options: CacheDirectoryOptions): string {
  if (options.cacheDirectory !== undefined) return path.resolve(options.cacheDirectory)
  const configured = options.env['XDG_CACHE_HOME']
  // The XDG specification: a relative path is to be ignored.
  if (configured !== undefined && path.isAbsolute(configured)) return path.join(configured, 'code-mode')
  const home = options.env['HOME'] ?? homedir()
  return path.join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'code-mode')
}
