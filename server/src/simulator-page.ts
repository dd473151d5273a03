import type { FaultDescription } from '@tieback/adapters/simulators'

interface SimulatorPage {
  readonly title: string
  /** As `tieback simulate` names it. */
  readonly command: string
  /** The id that the embedded start gives it. */
  readonly source: string
  readonly about: string
  readonly faults: readonly FaultDescription[]
  /** Names of those that every simulator has. */
  readonly shared: ReadonlySet<string>
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function renderTable(faults: readonly FaultDescription[]): string[] {
  return [
    '| fault | value | what the server does | what Tieback shows or does |',
    '| --- | --- | --- | --- |',
    ...faults.map(({ name, parameter, does, seen }) => {
      const value =
        parameter === null
          ? ''
          : `${parameter.name}${parameter.unit === null ? '' : `, ${parameter.unit}`} (\`${parameter.default}\`)`
      return `| \`${name}\` | ${cell(value)} | ${cell(does)} | ${cell(seen)} |`
    }),
  ]
}

/** The page of one simulator, as Markdown: made of the faults that it knows, so that it can't be out of date. */
export function renderSimulatorPage({ title, command, source, about, faults, shared }: SimulatorPage): string {
  return `${[
    '<!-- prettier-ignore-start -->',
    '<!-- Made by `npm run generate` of what the simulator knows. -->',
    '',
    `# ${title}`,
    '',
    about,
    '',
    'It can be told to go wrong in each way that is known of real servers, so that an outage can be rehearsed before it comes. Any number of',
    'faults may be set at once. What is between brackets is the value where none is given.',
    '',
    '```',
    `npx tieback simulate ${command} --fault slow=2000 --fault rate-limited   # a simulator that starts with faults`,
    `npx tieback simulate faults ${source}                            # what the running product's simulator does wrong`,
    `npx tieback simulate faults ${source} --set unauthorized         # from now on this and nothing else`,
    `npx tieback simulate faults ${source} --clear`,
    '```',
    '',
    'Or over HTTP on the simulator’s own port: `GET /simulator/faults` lists, `PUT` with a JSON list such as `["slow=2000"]` replaces, `DELETE` clears.',
    '',
    '## Of this system',
    '',
    ...renderTable(faults.filter(({ name }) => !shared.has(name))),
    '',
    '## Of any server',
    '',
    ...renderTable(faults.filter(({ name }) => shared.has(name))),
    '',
    '<!-- prettier-ignore-end -->',
  ].join('\n')}\n`
}
