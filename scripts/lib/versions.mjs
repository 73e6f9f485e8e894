/** The tools this repository fetches for itself when a machine lacks them. All come from the npm registry. */
export const PINNED_NODE = '24.21.0'
export const PINNED_PNPM = '12.21.0'

/** The lowest Node the packages support; the packed-consumer check runs on it. */
export const LOWEST_NODE = '22.12.0'

/** The oldest TypeScript that our declarations are checked with, besides the one we build with. */
export const OLDEST_TYPESCRIPT = '5.9.3'

/** Whether a Node of this version can run the repository's tools. Odd majors are not supported by them. */
export function isSuitableNode(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return (major === 22 && minor >= 12) || (major >= 24 && major % 2 === 0)
}

/** Node runs TypeScript without a flag from 22.18 on. */
export function needsTypeStrippingFlag(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major === 22 && minor < 18
}
