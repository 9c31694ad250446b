import { DefaultNamingStrategy } from 'typeorm'

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** `tenantId` in code, `tenant_id` in the database. Constraints are named where they are declared. */
export class SnakeCaseColumns extends DefaultNamingStrategy {
  override columnName(property: string, customName: string | undefined, prefixes: string[]): string {
    return customName ?? snake([...prefixes, property].join('_'))
  }
}
