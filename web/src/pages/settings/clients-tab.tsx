import { useParams } from 'react-router-dom'
import { AllowedClients } from './clients/allowed-clients'
import { SeenClients } from './clients/seen-clients'

export function ClientsTab() {
  const { tenant = '' } = useParams()
  return (
    <div className="grid min-w-0 gap-8">
      <AllowedClients tenant={tenant} />
      <SeenClients tenant={tenant} />
    </div>
  )
}
