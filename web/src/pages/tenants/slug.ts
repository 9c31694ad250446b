import { CreateTenant } from '../../../../server/contracts/tenants'
import { useSlugIsFree } from '../../api/tenants'
import { useSettled } from '../../hooks/settled'
import { wrongFields } from '../../ui/wrong-fields'

/** "Städtische Werke, Süd" -> "stadtische-werke-sud". */
export const suggestSlug = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 50)
    .replace(/-+$/, '')

/** What is to be said about a slug while it is being typed: nothing is refused here that the server would take. */
export function useSlugCheck(slug: string): { help: string; error?: string } {
  const settled = useSettled(slug)
  const problem = settled.length < 2 ? undefined : wrongFields(CreateTenant, { name: 'x', slug: settled })['slug']
  const isAsked = settled.length >= 2 && problem === undefined
  const { data: isFree } = useSlugIsFree(isAsked ? settled : undefined)
  const help = 'Part of every address of the tenant. It never changes.'
  if (settled !== slug) return { help }
  if (problem !== undefined) return { help, error: problem }
  if (isFree === false) return { help, error: `${slug} is taken.` }
  return { help: isAsked && isFree ? `${slug} is free. ${help}` : help }
}
