/** What a model reads: the two kinds of content that every framework can carry. */
export type ModelContent =
  | { readonly type: 'text'; readonly text: string }
  /** `data` is base64. */
  | { readonly type: 'image'; readonly data: string; readonly mimeType: string }

/** Characters of text that a model is given at most, unless it is said otherwise. About 6,000 tokens. */
export const DEFAULT_MAX_CHARACTERS: number = 25_000
