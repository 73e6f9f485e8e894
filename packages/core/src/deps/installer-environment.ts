import { homedir } from 'node:os'

type HostEnvironment = Readonly<Record<string, string | undefined>>

/** What reaches a package index from a machine behind a proxy or with its own certificates, and what configures it. */
const INHERITED = new Set([
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'XDG_CONFIG_HOME',
  'XDG_CONFIG_DIRS',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'NETRC',
  'PATH',
  'USER',
  'LOGNAME',
])

/** Settings that would move the install elsewhere, or build from source. The command line decides those. */
const OVERRULED =
  /^(?:PIP_(?:TARGET|PREFIX|ROOT|PYTHON|REQUIREMENT|EDITABLE|NO_BINARY|ONLY_BINARY|USER|REQUIRE_VIRTUALENV|DRY_RUN|REPORT)|UV_(?:PYTHON|TARGET|PREFIX|SYSTEM_PYTHON|NO_BINARY|NO_BINARY_PACKAGE|NO_BUILD|ONLY_BINARY|COMPILE_BYTECODE|LINK_MODE|PROJECT_ENVIRONMENT|WORKING_DIRECTORY))$/

/** The environment of an installer on the host, by allow list. A guest never gets any of it. */
export function installerEnvironment(
  env: HostEnvironment,
  temporaryDirectory: string,
): Record<string, string> {
  const inherited: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || OVERRULED.test(name)) continue
    if (INHERITED.has(name) || name.startsWith('PIP_') || name.startsWith('UV_')) inherited[name] = value
  }
  return {
    ...inherited,
    HOME: env['HOME'] ?? homedir(),
    PATH: env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    TMPDIR: temporaryDirectory,
    LANG: 'C.UTF-8',
    // These also overrule pip's configuration files, where a person may have set them for other uses.
    PIP_USER: '0',
    PIP_REQUIRE_VIRTUALENV: '0',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
  }
}

/** The secrets in the environment's index addresses: user names and passwords, as written and decoded. */
export function credentialsIn(env: HostEnvironment): readonly string[] {
  const found = new Set<string>()
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue
    if (/^UV_INDEX_.*(?:PASSWORD|USERNAME)$|^(?:PIP|UV)_.*(?:TOKEN|PASSWORD|SECRET)/.test(name))
      found.add(value)
    for (const [, user = '', password = ''] of value.matchAll(/:\/\/([^\s:/@]*):?([^\s/@]*)@/g)) {
      for (const part of [user, password]) {
        found.add(part)
        found.add(decode(part))
      }
    }
  }
  return [...found].filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
