import { testPublicSurface } from '../../core/test/support/public-surface.ts'

await testPublicSurface('cli')
