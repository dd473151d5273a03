import { useLayoutEffect, useRef, useState } from 'react'

/** The width of an element in px, as it is now; null before it is drawn. */
export function useWidth<Element extends HTMLElement>(): [React.RefObject<Element | null>, number | null] {
  const host = useRef<Element>(null)
  const [width, setWidth] = useState<number | null>(null)
  // Before the first paint: what depends on the width must not flash in its other form.
  useLayoutEffect(() => {
    const element = host.current
    if (!element) return
    setWidth(element.clientWidth)
    const observer = new ResizeObserver(() => {
      setWidth(element.clientWidth)
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
  }, [])
  return [host, width]
}
