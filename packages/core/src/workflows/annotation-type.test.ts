import { describe, expect, it } from 'vitest'
import { annotationType } from './annotation-type.ts'

describe('annotationType', () => {
  it.each([
    ['', 'any'],
    ['str', 'string'],
    ['typing.Optional[list[int]]', 'array | null'],
    ['Union[str, int, None]', 'string | integer | null'],
    ['None | dict[str, Any]', 'object | null'],
    ['"list[str]"', 'array'],
    ['t.List[ str ]', 'array'],
    ['Annotated[int, "a, b"]', 'integer'],
    ['Literal[\'a, b\', "c"]', '\'a, b\' | "c"'],
    ['pd.DataFrame', 'pd.DataFrame'],
    ['Callable[[int], str]', 'Callable[[int], str]'],
    ['constructor', 'constructor'],
    ['str | Any', 'any'],
  ])('%s is %s', (annotation, type) => {
    expect(annotationType(annotation)).toBe(type)
  })
})
