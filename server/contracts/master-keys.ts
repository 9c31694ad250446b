import { z } from 'zod'

export const Rotation = z.object({
  keyId: z.string().describe('The key that wraps everything now.'),
  rewrapped: z.int().describe('How many data keys another one wrapped before.'),
})
export type Rotation = z.output<typeof Rotation>
