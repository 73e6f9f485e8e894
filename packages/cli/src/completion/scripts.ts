import type { CompletionNode } from './nodes.ts'

/** A script for a shell, made of what can follow each command. Nothing is started while completing. */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', nodes: readonly CompletionNode[]): string {
  return { bash, zsh, fish }[shell](nodes)
}

function bash(nodes: readonly CompletionNode[]): string {
  return `# code-mode: completion for bash
_code_mode() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word skip="" index words="" valued="" files=""
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ -n $skip ]]; then skip=""; continue; fi
    case "$word" in
      --base) skip=1 ;;
      -*) ;;
      *) case "\${path:+$path }$word" in
${branch(nodes, 10, (each) => `path=${quote(each.path)}`)}
         esac ;;
    esac
  done
  case "$path" in
${nodes.map((each) => `    ${quote(each.path)}) words=${quote(wordList(each))} valued=${quote(` ${each.valued.join(' ')} `)} files=${each.files ? 1 : ''} ;;`).join('\n')}
  esac
  if [[ "$valued" == *" \${COMP_WORDS[COMP_CWORD-1]} "* ]]; then
    COMPREPLY=($(compgen -f -- "$current"))
    return
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ -n $files && "$current" != -* ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _code_mode code-mode
`
}

function zsh(nodes: readonly CompletionNode[]): string {
  return `#compdef code-mode
_code_mode() {
  local current="\${words[CURRENT]}" path_so_far="" word skip="" index valued="" files=""
  local -a choices
  for ((index = 2; index < CURRENT; index++)); do
    word="\${words[index]}"
    if [[ -n $skip ]]; then skip=""; continue; fi
    case "$word" in
      --base) skip=1 ;;
      -*) ;;
      *) case "\${path_so_far:+$path_so_far }$word" in
${branch(nodes, 10, (each) => `path_so_far=${quote(each.path)}`)}
         esac ;;
    esac
  done
  case "$path_so_far" in
${nodes.map((each) => `    ${quote(each.path)}) choices=(${each.words.map(({ word, description }) => quote(`${word}:${description}`)).join(' ')}) valued=${quote(` ${each.valued.join(' ')} `)} files=${each.files ? 1 : ''} ;;`).join('\n')}
  esac
  if [[ "$valued" == *" \${words[CURRENT-1]} "* ]]; then _files; return; fi
  _describe 'code-mode' choices
  if [[ -n $files && "$current" != -* ]]; then _files; fi
}
if [[ "\${funcstack[1]}" == _code_mode ]]; then _code_mode "$@"; else compdef _code_mode code-mode; fi
`
}

function fish(nodes: readonly CompletionNode[]): string {
  const lines = nodes.flatMap((each) =>
    each.words.map(
      ({ word, description }) =>
        `complete -c code-mode -n ${quote(`__code_mode_at ${quote(each.path)}`)} ${fishWord(word, each)} -d ${quote(description)}`,
    ),
  )
  const files = nodes
    .filter((each) => each.files)
    .map((each) => `complete -c code-mode -n ${quote(`__code_mode_at ${quote(each.path)}`)} -F`)
  return `# code-mode: completion for fish
function __code_mode_at
  set -l path
  set -l skip
  for word in (commandline -opc)[2..-1]
    if test -n "$skip"
      set skip
    else if test "$word" = --base
      set skip 1
    else if not string match -q -- '-*' $word
      set -l next (string trim "$path $word")
      if contains -- "$next" ${nodes.flatMap((each) => (each.path === '' ? [] : [quote(each.path)])).join(' ')}
        set path $next
      end
    end
  end
  test "$path" = "$argv[1]"
end
complete -c code-mode -f
${[...lines, ...files].join('\n')}
`
}

function fishWord(word: string, node: CompletionNode): string {
  const files = node.valued.includes(word) ? '-r -F' : '-f'
  if (word.startsWith('--')) return `${files} -l ${word.slice(2)}`
  return word.startsWith('-') ? `${files} -s ${word.slice(1)}` : `-f -a ${quote(word)}`
}

/** The cases of a shell's \`case\` that know a path. */
function branch(
  nodes: readonly CompletionNode[],
  indent: number,
  body: (node: CompletionNode) => string,
): string {
  return nodes
    .filter((each) => each.path !== '')
    .map((each) => `${' '.repeat(indent)}${quote(each.path)}) ${body(each)} ;;`)
    .join('\n')
}

function wordList(node: CompletionNode): string {
  return node.words.map(({ word }) => word).join(' ')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
