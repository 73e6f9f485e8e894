import { describe, expect, it } from 'vitest'
import { readWorkflowHeader } from './workflow-header.ts'

describe('readWorkflowHeader', () => {
  it('reads name, type, default and description of each parameter', async () => {
    const source = `"""Counts errors
in a log.

More.
"""
import os

async def run(path: str, /, days: int = 7, *, ratio: float = -0.5, deep: "bool" = True,
              tags: list[str] = ["a", 'b'], opts: dict = {"x": (1, None)}, who: Optional[str] = None,
              at: datetime.date = today(), many: int | str = 1_000, any_one=b"x") -> None:
    """Ignored.

    Args:
        path: The file,
            in full.
        days (int): How far back.
        **ratio: Share.
    Returns:
        days: nothing
    """
`
    const header = await readWorkflowHeader('w', source)
    expect(header).toMatchObject({ description: 'Counts errors in a log.', isAsync: true, line: 8 })
    expect(header.parameters).toEqual([
      { name: 'path', type: 'string', required: true, description: 'The file, in full.' },
      { name: 'days', type: 'integer', required: false, default: 7, description: 'How far back.' },
      { name: 'ratio', type: 'number', required: false, default: -0.5, description: 'Share.' },
      { name: 'deep', type: 'boolean', required: false, default: true, description: '' },
      { name: 'tags', type: 'array', required: false, default: ['a', 'b'], description: '' },
      { name: 'opts', type: 'object', required: false, default: { x: [1, null] }, description: '' },
      { name: 'who', type: 'string | null', required: false, default: null, description: '' },
      { name: 'at', type: 'datetime.date', required: false, description: '' },
      { name: 'many', type: 'integer | string', required: false, default: 1000, description: '' },
      { name: 'any_one', type: 'any', required: false, description: '' },
    ])
  })

  it.each([
    [
      'Sphinx',
      '"""Sum.\n\n    :param str a: First\n        one.\n    :param b: Second.\n    :return: a\n    """',
    ],
    [
      'NumPy',
      '"""Sum.\n\n    Parameters\n    ----------\n    a : str\n        First\n        one.\n    b\n        Second.\n\n    Returns\n    -------\n    c : int\n        No.\n    """',
    ],
    [
      'Google',
      "'''Sum.\n\n    Args:\n      a: First\n        one.\n      b (int, optional): Second.\n    '''",
    ],
  ])('reads a docstring of %s style', async (_, docstring) => {
    const header = await readWorkflowHeader('w', `def run(a, b):\n    ${docstring}\n    return a`)
    expect(header.description).toBe('Sum.')
    expect(header.parameters.map(({ name, description }) => [name, description])).toEqual([
      ['a', 'First one.'],
      ['b', 'Second.'],
    ])
  })

  it('takes the description from the comment, then the module, then run', async () => {
    const run = 'def run():\n    "From run."\n'
    expect(
      (
        await readWorkflowHeader(
          'w',
          `#!/x\n# description: From the\n#    comment.\n"From the module."\n${run}`,
        )
      ).description,
    ).toBe('From the comment.')
    expect((await readWorkflowHeader('w', `"From the module."\n${run}`)).description).toBe('From the module.')
    expect((await readWorkflowHeader('w', run)).description).toBe('From run.')
    expect((await readWorkflowHeader('w', 'def run(): pass')).description).toBe('')
  })

  it('leaves out what the host gives, and marks what takes the rest', async () => {
    const { parameters } = await readWorkflowHeader(
      'w',
      'def run(tools, artifacts, deps=1, *rest, **more): pass',
    )
    expect(parameters.map(({ name, variadic }) => [name, variadic])).toEqual([
      ['deps', undefined],
      ['rest', 'args'],
      ['more', 'kwargs'],
    ])
  })

  it.each([
    ['after run', 'def run(a: int): pass\n\nx = ((\n'],
    ['before run', 'x = foo(1,\n\ndef run(a: int): pass\n'],
    ['in a function before run', 'def broken(:\n    pass\n\ndef run(a: int): pass\n'],
    ['inside run', 'def run(a: int):\n    return a +* 2 )\n'],
  ])('is not disturbed by a mistake %s', async (_, source) => {
    const { parameters } = await readWorkflowHeader('w', source)
    expect(parameters).toEqual([{ name: 'a', type: 'integer', required: true, description: '' }])
  })

  it.each([
    '',
    'x = 1\n',
    'if x:\n    def run(): pass\n',
    'class A:\n    def run(self): pass\n',
    'def runner(): pass',
    '"""\ndef run(): pass\n"""',
  ])('says that there is no run function in %j', async (source) => {
    await expect(readWorkflowHeader('w', source)).rejects.toMatchObject({
      code: 'WORKFLOW_INVALID',
      hint: expect.stringContaining('def run('),
      details: { line: expect.any(Number) },
    })
  })

  it('takes the last run, also a decorated one, and its line', async () => {
    const header = await readWorkflowHeader('w', 'def run(a): pass\n\n@cached\ndef run(b): pass\n')
    expect(header.parameters.map(({ name }) => name)).toEqual(['b'])
    expect(header.line).toBe(4)
  })
})
