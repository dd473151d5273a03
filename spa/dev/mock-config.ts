import type { Plugin } from 'vite'

/** Everything there is to see: nobody has to find a flag first. */
const mockConfig = {
  apiBaseUrl: '',
  flags: { 'msw-preview': true, 'new-endpoints': true, 'model-overlays': true },
}

/** Answers the page's configuration where no server is there to do it. */
export function serveMockConfig(): Plugin {
  return {
    name: 'tieback:mock-config',
    configureServer({ middlewares }) {
      middlewares.use('/config.json', (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        response.end(JSON.stringify(mockConfig))
      })
    },
    // A build in this mode is a demonstration that any hoster of files can serve.
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'config.json', source: JSON.stringify(mockConfig) })
    },
  }
}
