/** True where JSON text has an escape from which a lone surrogate could come. */
export function mayHoldLoneSurrogate(text: string): boolean {
  return text.includes('\\u') && /\\u[dD][89a-fA-F]/.test(text)
}

/** True when every text is whole characters and every number is finite, keys included. Does not recurse. */
export function isWellFormed(root: unknown): boolean {
  const left: unknown[] = [root]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === 'string') {
      if (!value.isWellFormed()) return false
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value)) return false
    } else if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) left.push(item)
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        if (!key.isWellFormed()) return false
        left.push(item)
      }
    }
  }
  return true
}
