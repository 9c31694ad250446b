import { Download } from 'lucide-react'
import { exportAddress, type Kind } from '../../api/activity'
import type { Params } from '../../api/client'
import { Button } from '../../ui/button'
import { Menu } from '../../ui/menu'

/** What the filters find, as a file. */
export const ExportMenu = ({ tenant, kind, params }: { tenant: string; kind: Kind; params: Params }) => (
  <Menu
    label="Export"
    trigger={<Button icon={<Download />}>Export</Button>}
    items={[
      { label: 'CSV, for a spreadsheet', href: exportAddress(tenant, kind, 'csv', params), download: true },
      { label: 'JSON lines, for a program', href: exportAddress(tenant, kind, 'jsonl', params), download: true },
    ]}
  />
)
