import { apiContract } from '@tieback/contracts'
import { useConfig } from '../../app/config/config-context.ts'
import { useFlag } from '../../app/config/use-flag.ts'
import { NotFoundPage } from '../../app/not-found.page.tsx'
import { usePreview } from '../../app/preview/preview-context.ts'
import { Panel } from '../../ui/panel.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import tableClasses from '../../ui/table.module.css'
import { listUpcoming, type Service, type UpcomingRoute } from './upcoming-routes.ts'
import classes from './upcoming.module.css'

/** What the API will serve next, for whoever builds on it; without its flag there is no such page. */
export function UpcomingPage() {
  return useFlag('new-endpoints') ? <Upcoming /> : <NotFoundPage />
}

function Upcoming() {
  const { notServed, apiBaseUrl } = useConfig()
  const preview = usePreview()
  const resources = listUpcoming(apiContract, notServed)
  return (
    <div className={classes.page}>
      <title>What comes next · Tieback</title>
      <h1 className={classes.title}>What comes next</h1>
      <p className={classes.lead}>
        These operations are in the contract as beta: their shape may still change without a new version of the API.
        Build against them now; one that is not served yet answers 501 to a good request.{' '}
        {preview ? (
          'The preview answers all of them, with invented data.'
        ) : (
          <a href={`${apiBaseUrl}/docs/`}>The whole API, with examples</a>
        )}
      </p>
      {resources.length === 0 && <p>Nothing is announced: every operation of this version is stable.</p>}
      {resources.map(({ resource, routes }) => (
        <Panel key={resource} title={titleOf(resource)} note={noteOf(routes)}>
          <RouteTable routes={routes} label={`Operations of ${titleOf(resource).toLowerCase()}`} />
        </Panel>
      ))}
    </div>
  )
}

const titleOf = (resource: string): string => resource.charAt(0).toUpperCase() + resource.slice(1)

function noteOf(routes: readonly UpcomingRoute[]): string {
  const served = routes.filter(({ service }) => service === 'served').length
  if (routes.some(({ service }) => service === 'unknown')) return `${String(routes.length)} operations`
  return `${String(served)} of ${String(routes.length)} served`
}

function RouteTable({ routes, label }: { readonly routes: readonly UpcomingRoute[]; readonly label: string }) {
  return (
    <div className={tableClasses.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={tableClasses.table}>
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col">What it gives</th>
            <th scope="col" className={classes.needs}>
              Needs
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {routes.map(({ name, method, path, summary, access, service }) => (
            <tr key={name}>
              <th scope="row" className={classes.operation}>
                <code className={classes.path}>
                  {method} {path}
                </code>
              </th>
              <td className={tableClasses.wrap}>{summary}</td>
              <td className={`${tableClasses.wrap} ${classes.needs}`}>{access.join(', ')}</td>
              <td>
                <ServiceMark service={service} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ServiceMark({ service }: { readonly service: Service }) {
  if (service === 'unknown') return <StateMark mark="missing" word="not known here" />
  return service === 'served' ? <StateMark mark="ok" word="served" /> : <StateMark mark="idle" word="not yet (501)" />
}
