import { MemoryStorage, Session } from '@code-mode/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveHttp } from '../src/http/serve-http.ts'
import { fixtureServer } from './support/conformance-fixtures.ts'
import { runConformance, serverScenarios } from './support/conformance.ts'
import type { Check } from './support/conformance.ts'

/** Asked of the product itself. */
const ON_THE_PRODUCT = [
  'server-initialize',
  'ping',
  'tools-list',
  'prompts-list',
  'resources-list',
  'resources-subscribe',
  'resources-unsubscribe',
  'completion-complete',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
] as const

/** These ask for a tool or a prompt by name, which only a server made for the test has. */
const ON_THE_FIXTURES = [
  'tools-call-simple-text',
  'tools-call-image',
  'tools-call-error',
  'tools-call-with-progress',
  'json-schema-2020-12',
  'prompts-get-simple',
  'prompts-get-with-args',
] as const

const NO_LOGGING = 'The server declares no logging: what a run prints comes as progress and in its result.'
const OWN_RESOURCES =
  'It reads resources of its own, test://…; those of the server are tested in resources.test.ts.'
const NO_RESOURCES = 'The prompts of the server are text.'
const NO_ELICITATION = 'The server asks its client nothing.'
const NO_SUCH_CONTENT = 'What a model reads here is text and pictures.'

/** Asked of nobody, with the reason. */
const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  'logging-set-level': NO_LOGGING,
  'tools-call-with-logging': NO_LOGGING,
  'tools-call-audio': NO_SUCH_CONTENT,
  'tools-call-embedded-resource': NO_SUCH_CONTENT,
  'tools-call-mixed-content': `${NO_SUCH_CONTENT} The scenario insists on an embedded resource as well.`,
  'tools-call-sampling': 'The server asks its client for no completions of a model.',
  'tools-call-elicitation': NO_ELICITATION,
  'elicitation-sep1034-defaults': NO_ELICITATION,
  'elicitation-sep1330-enums': NO_ELICITATION,
  'server-sse-polling': 'A stream that was cut is not resumed: the server keeps no events.',
  'resources-read-text': OWN_RESOURCES,
  'resources-read-binary': OWN_RESOURCES,
  'resources-templates-read': OWN_RESOURCES,
  'prompts-get-embedded-resource': NO_RESOURCES,
  'prompts-get-with-image': 'The prompts of the server are text.',
}

const createSession = async (): Promise<Session> => await Session.open({ storage: new MemoryStorage() })

type Results = ReadonlyMap<string, readonly Check[]>

/** What was not passed; a scenario that checked nothing is one of these too. */
function failures(results: Results, scenario: string): readonly string[] {
  const judged = (results.get(scenario) ?? []).filter(({ status }) => status !== 'INFO')
  if (judged.length === 0) return ['The scenario made no check.']
  return judged
    .filter(({ status }) => status !== 'SUCCESS')
    .map(({ id, status, errorMessage }) => `${id}: ${status} ${errorMessage ?? ''}`)
}

it('every scenario of the suite is run on the product, run on the fixtures, or listed with a reason', async () => {
  const listed = [...ON_THE_PRODUCT, ...ON_THE_FIXTURES, ...Object.keys(NOT_APPLICABLE)]
  expect((await serverScenarios()).toSorted()).toEqual(listed.toSorted())
})

describe('on the product', () => {
  let results: Results = new Map()

  beforeAll(async () => {
    const host = await serveHttp({ port: 0, authDisabled: true, createSession })
    try {
      results = await runConformance(host.url)
    } finally {
      await host.close()
    }
  }, 300_000)

  it.each(ON_THE_PRODUCT)('%s passes', (scenario) => {
    expect(failures(results, scenario)).toEqual([])
  })
})

describe('on fixtures through the product’s rendering', () => {
  let results: Results = new Map()
  let close = async (): Promise<void> => {}

  beforeAll(async () => {
    const host = await serveHttp({
      port: 0,
      authDisabled: true,
      createSession,
      createServer: fixtureServer,
    })
    close = async () => await host.close()
    results = await runConformance(host.url)
  }, 300_000)
  afterAll(async () => await close())

  it.each(ON_THE_FIXTURES)('%s passes', (scenario) => {
    expect(failures(results, scenario)).toEqual([])
  })
})
