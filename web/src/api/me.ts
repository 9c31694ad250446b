import { useQuery } from '@tanstack/react-query'
import { WhoAmI } from '../../../server/contracts/api-keys'
import { call } from './client'

const PATH = '/whoami'

/** Whose key it is, or a `Problem` when it is nobody's. */
export const whoIs = (key: string): Promise<WhoAmI> => call(WhoAmI, PATH, { key })

/** Only to leave out what would be refused: the server decides. */
export const useMay = (permission: string): boolean => useMe().data?.permissions.includes(permission) ?? false

export const useMe = () => useQuery({ queryKey: [PATH], queryFn: () => call(WhoAmI, PATH), staleTime: Infinity })
