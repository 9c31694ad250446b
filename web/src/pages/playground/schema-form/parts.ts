import type { ComponentType } from 'react'
import type { JsonSchema } from '../../../mcp/schema'
import type { FormErrors } from './check'

export interface NodeProps {
  readonly schema: JsonSchema
  readonly root: JsonSchema
  /** Its name among the fields around it. */
  readonly name: string
  readonly label?: string
  /** Absent: left out. */
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly path: string
  readonly isRequired: boolean
  readonly errors: FormErrors
  readonly depth: number
}

/** What fields of every kind are given. */
export interface PartProps extends Omit<NodeProps, 'label'> {
  /** With references followed. */
  readonly schema: JsonSchema
  readonly label: string
  readonly help: string | undefined
  readonly error: string | undefined
  /** What shows the parts inside of it. */
  readonly Inside: ComponentType<NodeProps>
}
