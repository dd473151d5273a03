// Chromium started without a locale calls its language `en-US@posix`, which Intl refuses, and uPlot asks Intl as it loads:
// the whole page would fail over it. Has to be imported before uPlot.
function isValid(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

if (!isValid(navigator.language)) Object.defineProperty(navigator, 'language', { value: 'en', configurable: true })

export {}
