import { createContext, useContext } from 'react'
import type { Preview } from './preview.ts'

/** The preview that answers instead of the API; null: what is shown is real. */
export const PreviewContext = createContext<Preview | null>(null)

export const usePreview = (): Preview | null => useContext(PreviewContext)
