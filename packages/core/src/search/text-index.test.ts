import { describe, expect, it } from 'vitest'
import { rankDocuments } from './text-index.ts'
import { splitWords } from './split-words.ts'

const documents = [
  {
    id: '1',
    name: 'fetch_json',
    description: 'Downloads a document from a URL and parses it.',
    terms: ['http', 'url'],
  },
  { id: '2', name: 'summarise_log', description: 'Counts the errors in a log file, by day.' },
  { id: '3', name: 'countCommits', description: 'How many commits each author made.', terms: ['git'] },
  { id: '4', name: 'resize', description: 'Makes a picture smaller.', terms: ['image', 'json'] },
]

async function found(query: string, limit = 10): Promise<string[]> {
  return (await rankDocuments(query, documents, limit)).map(({ id }) => id)
}

describe('rankDocuments', () => {
  it('puts a match in the name before one in the terms', async () => {
    expect(await found('json')).toEqual(['1', '4'])
  })

  it('finds an identifier by its words, whichever way it is written', async () => {
    expect((await found('count commits'))[0]).toBe('3')
    expect((await found('fetchJson'))[0]).toBe('1')
    expect((await found('count_commits'))[0]).toBe('3')
  })

  it('finds by a beginning and in spite of a wrong letter', async () => {
    expect(await found('downl')).toEqual(['1'])
    expect(await found('comits')).toEqual(['3'])
  })

  it('puts what has every word before what has one of them', async () => {
    expect((await found('errors in a log by day'))[0]).toBe('2')
    expect((await found('how to get the json of a url'))[0]).toBe('1')
  })

  it('gives all in the order of names for an empty query', async () => {
    expect(await found('  ')).toEqual(['3', '1', '4', '2'])
    expect(await found('', 2)).toEqual(['3', '1'])
  })

  it('gives nothing for what is nowhere, and at most the limit', async () => {
    expect(await found('kubernetes')).toEqual([])
    expect(await found('!!!')).toEqual([])
    expect(await found('json', 1)).toEqual(['1'])
  })
})

describe('splitWords', () => {
  it('takes identifiers and accents apart', () => {
    expect(splitWords('fetchHTTPJson2Go')).toEqual(['fetch', 'http', 'json2', 'go'])
    expect(splitWords('tools.curl.get_it')).toEqual(['tools', 'curl', 'get', 'it'])
    expect(splitWords('Café-Größe')).toEqual(['cafe', 'große'])
  })
})
