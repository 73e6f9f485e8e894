import { CodeModeError } from '../errors/code-mode-error.ts'
import type { InstallProgress } from '../kernel/guest.ts'
import type { InterpreterInfo } from './interpreter-info.ts'

/** Characters of the installer's output that an error keeps. */
const TAIL_LENGTH = 2000

/** Lines that say nothing of the failure, or what our own sentence says already, or where the host looks. */
const NOISE =
  /^\[notice\]|^WARNING: You are using pip|^Looking in |\(from versions: none\)$|^ERROR: No matching distribution found/

/** Takes credentials out of a text: those of `secrets`, those inside addresses, and what is labelled as a token. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1***@')
    .replace(/([?&](?:[\w-]*(?:token|key|password|secret|signature|auth)[\w-]*)=)[^\s&]+/gi, '$1***')
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/g, '$1 ***')
    .replace(/\b((?:token|password|secret|api[_-]?key)\s*[:=]\s*)\S+/gi, '$1***')
  for (const secret of secrets) clean = clean.replaceAll(secret, '***')
  return clean
}

/** What a line of an installer means for a person who waits; undefined for chatter. */
export function progressOf(line: string): InstallProgress | undefined {
  const message = line.trim()
  if (/^(?:Collecting|Resolved|Looking in|Resolving)\b/.test(message)) return { phase: 'resolve', message }
  if (/^(?:Downloading|Downloaded|Obtaining|Processing|Prepared|Using cached)\b/.test(message))
    return { phase: 'download', message }
  if (/^(?:Installing|Successfully installed|Installed)\b/.test(message)) return { phase: 'install', message }
  return undefined
}

export interface FailureContext {
  readonly output: string
  readonly installer: string
  readonly requirements: readonly string[]
  readonly interpreter: InterpreterInfo
  /** Packages that the install was bound to keep as they are, as `name==version`. */
  readonly constraints: readonly string[]
  readonly secrets: readonly string[]
}

/** The error for an installer that failed: a sentence first, then the end of what the installer said. */
export function installFailure(context: FailureContext): CodeModeError {
  const output = redact(context.output, context.secrets)
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '' && !NOISE.test(line))
  const tail = lines.join('\n').slice(-TAIL_LENGTH)
  const wanted = context.requirements.join(', ')
  const details = { requirements: context.requirements, installer: context.installer, output: tail }
  if (isConflict(output, context.constraints)) {
    return new CodeModeError({
      code: 'DEPS_CONFLICT',
      message: `${wanted} does not go together with what this session already has (${context.constraints.join(', ')}). The change takes effect after reset.\n${tail}`,
      hint: 'Add it to the requirements and reset the session, or ask for a version that fits.',
      details,
    })
  }
  const first = reason(output, context) ?? `${context.installer} could not install ${wanted}.`
  return new CodeModeError({ code: 'INSTALL_FAILED', message: `${first}\n${tail}`.trimEnd(), details })
}

function isConflict(output: string, constraints: readonly string[]): boolean {
  if (constraints.length === 0) return false
  if (/\(constraint\)/.test(output)) return true
  if (!/ResolutionImpossible|No solution found|conflicting dependencies/.test(output)) return false
  return constraints.some((constraint) => output.includes(constraint))
}

function reason(output: string, context: FailureContext): string | undefined {
  const wanted = context.requirements.join(', ')
  const python = `Python ${context.interpreter.version} on ${context.interpreter.platform}`
  if (/CERTIFICATE_VERIFY_FAILED|invalid peer certificate/.test(output)) {
    return `The certificate of the package index could not be verified while installing ${wanted}. Set SSL_CERT_FILE to the right authority.`
  }
  if (
    /Temporary failure in name resolution|Name or service not known|Connection (?:refused|reset|timed out)|Max retries exceeded|Network is unreachable|error sending request|dns error|ProxyError/i.test(
      output,
    )
  ) {
    return `The package index could not be reached while installing ${wanted}. Check the network, the proxy variables and the index address.`
  }
  if (/\b401\b|\b403\b|Unauthorized|Forbidden/.test(output)) {
    return `The package index refused access while installing ${wanted}. Check its credentials.`
  }
  if (
    /No matching distribution|Could not find a version|no usable wheels|No solution found|building from source is disabled|no wheels with a matching|not found in the package registry/i.test(
      output,
    )
  ) {
    return `No matching distribution was found for ${wanted} as a wheel for ${python}. Check the spelling and the version; a package that only has a source distribution is refused, because installing it would run its build script on this machine.`
  }
  if (/No space left on device|ENOSPC/.test(output))
    return `The disk is full: ${wanted} could not be installed.`
  return undefined
}
