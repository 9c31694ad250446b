import { useMutation } from '@tanstack/react-query'
import type { z } from 'zod'
import { type CreateApiKey, CreatedApiKey } from '../../../server/contracts/api-keys'
import { call } from './client'
import { tenantPath } from './tenants'

export const useCreateApiKey = (tenant: string) =>
  useMutation({
    mutationFn: (body: z.input<typeof CreateApiKey>) =>
      call(CreatedApiKey, `${tenantPath(tenant)}/api-keys`, { method: 'POST', body }),
  })
