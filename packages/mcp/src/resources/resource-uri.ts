/** How a client names a thing that a session keeps. */
export function resourceUri(kind: string, name: string): string {
  return `code-mode://${kind}/${encodeURIComponent(name)}`
}

/** The template of all of a kind. */
export function resourceTemplate(kind: string): string {
  return `code-mode://${kind}/{name}`
}

/** The name in a URI; undefined where it is none that {@link resourceUri} makes. */
export function resourceName(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
