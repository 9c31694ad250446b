import {
  createContext,
  lazy,
  Suspense,
  useCallback,
  useContext,
  useMemo,
  useState,
  type ComponentType,
  type ReactNode,
} from 'react'
import type { ListProps } from './toast-list'

export interface Words {
  /** What happened, as a sentence. */
  title: string
  description?: string | undefined
  look?: 'good' | 'bad'
  /** Takes it back. */
  undo?: (() => Promise<unknown>) | undefined
}

const Speaker = createContext<(words: Words) => void>(() => {
  throw new Error('useToast outside of Toasts')
})

/** Says what happened, at the edge of the screen. */
export function useToast() {
  const say = useContext(Speaker)
  return useMemo(() => ({ say }), [say])
}

/** Fetched with the first message. When it cannot be, the message is lost and nothing else. */
const List = lazy<ComponentType<ListProps>>(() =>
  import('./toast-list').then(
    ({ ToastList }) => ({ default: ToastList }),
    () => ({ default: () => null }),
  ),
)

export function Toasts({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<readonly Words[]>([])
  const say = useCallback((words: Words) => setSaid((before) => [...before, words]), [])
  return (
    <Speaker value={say}>
      {children}
      {said.length > 0 && (
        <Suspense fallback={null}>
          <List said={said} say={say} />
        </Suspense>
      )}
    </Speaker>
  )
}
