import { splitWords } from './split-words.ts'

/** Something that can be found by words. */
export interface SearchDocument {
  /** Unique among the documents of one search. */
  readonly id: string
  readonly name: string
  readonly description: string
  /** More words to be found by: tags, parameter names. They weigh least. */
  readonly terms?: readonly string[]
}

export interface RankedDocument {
  readonly id: string
  /** Higher is better; only comparable within one search. 0 where there was nothing to search for. */
  readonly score: number
}

/** Words that say nothing about what is looked for, unless the query holds nothing else. */
const fillers = new Set(
  'a an and are as at by for from how i in into is it my of on or some something that the this to using with'.split(
    ' ',
  ),
)

/**
 * Orders documents by how well they fit the words of a query. Identifiers count as their words (`fetchJson`,
 * `fetch_json` and `fetch json` are the same), the name weighs most, a word may be the beginning of another
 * (`invoice` finds `invoices`), and a letter or so may be wrong.
 *
 * @param query - Free text. Empty: all documents in the order of their names, with score 0.
 * @param limit - How many to return at most.
 * @returns the documents that fit, best first; equals in the order of their names.
 */
export async function rankDocuments(
  query: string,
  documents: Iterable<SearchDocument>,
  limit: number,
): Promise<readonly RankedDocument[]> {
  if (!(limit >= 0)) throw new TypeError(`limit must be zero or more documents, not ${limit}.`)
  const byName = [...documents].sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id))
  if (query.trim() === '') return byName.slice(0, limit).map(({ id }) => ({ id, score: 0 }))
  const words = wordsOf(query)
  if (words.length === 0) return []

  const { default: MiniSearch } = await import('minisearch')
  const index = new MiniSearch<{ position: number; name: string; description: string; terms: string }>({
    idField: 'position',
    fields: ['name', 'description', 'terms'],
    tokenize: splitWords,
    processTerm: (word) => word,
  })
  index.addAll(
    byName.map((document, position) => ({
      position,
      name: document.name,
      description: document.description,
      terms: (document.terms ?? []).join(' '),
    })),
  )
  const found = index.search(words.join(' '), {
    boost: { name: 4, description: 2, terms: 1 },
    prefix: (word) => word.length >= 2,
    fuzzy: (word) => (word.length >= 5 ? 0.2 : false),
    maxFuzzy: 2,
    weights: { prefix: 0.6, fuzzy: 0.3 },
  })
  const folded = words.join('')
  return found
    .map(({ id, score, queryTerms }) => {
      const position = Number(id)
      const document = byName[position]
      const exact = document !== undefined && splitWords(document.name).join('') === folded
      // One document that has every word beats one that has a single rare word often.
      const coverage = new Set(queryTerms).size / words.length
      return { position, id: document?.id ?? '', score: score * coverage * (exact ? 4 : 1) }
    })
    .sort((a, b) => b.score - a.score || a.position - b.position)
    .slice(0, limit)
    .map(({ id, score }) => ({ id, score }))
}

function wordsOf(query: string): readonly string[] {
  const all = [...new Set(splitWords(query.slice(0, 1000)))]
  const telling = all.filter((word) => !fillers.has(word))
  return telling.length > 0 ? telling : all
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
