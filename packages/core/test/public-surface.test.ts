import { testPublicSurface } from './support/public-surface.ts'

await testPublicSurface('core')
