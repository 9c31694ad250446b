import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router-dom'
import { App } from './app'
import { preload, screens } from './routes'
import './style.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

const { pathname } = window.location
// The start leads on to a tenant's home.
preload(pathname === '/' ? '/tenants/any' : pathname)
createRoot(root).render(
  <StrictMode>
    <BrowserRouter>
      <App pages={screens} leaveFor={(address) => window.location.assign(address)} />
    </BrowserRouter>
  </StrictMode>,
)
