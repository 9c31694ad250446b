import { Menu as MenuIcon, Search } from 'lucide-react'
import { Link } from 'react-router-dom'
import { IconButton } from '../ui/button'
import { type OpenOverlay, type Overlay, preloadPalette } from './overlays'

/** In a narrow window the way to everything is a drawer. */
export const TopBar = ({ overlay, open }: { overlay: Overlay; open: OpenOverlay }) => (
  <header className="sticky top-0 z-[5] flex h-12 items-center gap-2 border-b border-line bg-page px-2 md:hidden">
    <IconButton
      label="Menu"
      icon={<MenuIcon />}
      aria-haspopup="dialog"
      aria-expanded={overlay === 'drawer'}
      onClick={() => open('drawer')}
    />
    <Link to="/" className="flex flex-1 items-center gap-2 font-semibold">
      <img src="/favicon.svg" alt="" width="20" height="20" />
      SageMCP
    </Link>
    <IconButton
      label="Search everything"
      icon={<Search />}
      onPointerEnter={preloadPalette}
      onClick={() => open('palette')}
    />
  </header>
)
