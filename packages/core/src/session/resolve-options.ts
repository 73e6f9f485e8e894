import { didYouMean } from '../search/nearest-name.ts'
import type { SessionOptions } from './session-options.ts'

const KNOWN: Readonly<Record<keyof SessionOptions, string>> = {
  storage: 'object',
  executor: 'object',
  tools: 'array',
  deps: 'array',
  allowRuntimeDeps: 'boolean',
  syncDepsOnStart: 'boolean',
  timeoutMs: 'duration',
  limits: 'object',
  env: 'object',
  hostEnv: 'object',
  onEvent: 'function',
  id: 'string',
}

/** Refuses options that do not exist or are of a wrong type. @throws TypeError with the nearest right name */
export function checkSessionOptions(options: SessionOptions): void {
  for (const [name, value] of Object.entries(options)) {
    const type = Object.hasOwn(KNOWN, name) ? KNOWN[name as keyof SessionOptions] : undefined
    if (type === undefined) {
      throw new TypeError(`Session.open has no option "${name}".${didYouMean(name, Object.keys(KNOWN))}`)
    }
    if (value === undefined) continue
    if (type === 'duration') checkTimeout(`option "${name}" of Session.open`, value)
    else if (type === 'array' ? !Array.isArray(value) : typeof value !== type || value === null) {
      throw new TypeError(
        `Option "${name}" of Session.open must be ${type === 'array' ? 'an array' : `of type ${type}`}.`,
      )
    }
  }
  if (options.tools !== undefined) checkTools(options.tools)
}

/** @throws TypeError for what is neither a path nor a source */
function checkTools(tools: readonly unknown[]): void {
  for (const tool of tools) {
    const isSource = typeof tool === 'object' && tool !== null && 'load' in tool && 'onChange' in tool
    if (typeof tool === 'string' || isSource) continue
    throw new TypeError(
      'Option "tools" of Session.open takes paths and tool sources, such as functionTools gives.',
    )
  }
}

/** @throws TypeError unless `value` is a finite number of milliseconds above zero */
export function checkTimeout(what: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    const given = typeof value === 'string' ? `the string "${value}"` : String(value)
    throw new TypeError(`The ${what} must be a number of milliseconds above 0, not ${given}.`)
  }
}

const RUN_OPTIONS = ['timeoutMs', 'signal', 'onEvent', 'fileName']

/** @throws TypeError */
export function checkRunOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (!RUN_OPTIONS.includes(name))
      throw new TypeError(`run has no option "${name}".${didYouMean(name, RUN_OPTIONS)}`)
    if (name === 'timeoutMs' && value !== undefined) checkTimeout('option "timeoutMs" of run', value)
  }
}
