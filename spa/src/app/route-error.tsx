import { useEffect } from 'react'
import { Link, useParams, useRevalidator, useRouteError } from 'react-router'
import { ProblemView } from '../ui/problem-view.tsx'
import { adviseOn, ApiProblem } from './api-problem.ts'
import { NodeNotFoundPage, NotFoundPage } from './not-found.page.tsx'
import classes from './route-error.module.css'

/** How long a page that failed for a passing reason waits before it tries again by itself. */
const retryAfterMs = 5_000

/** A page that could not be opened: what happened, what to do, and the way home. The frame around it stays. */
export function RouteError() {
  const error = useRouteError()
  const { id } = useParams()
  const { revalidate } = useRevalidator()
  const advice = adviseOn(error)
  const retriesItself = error instanceof ApiProblem ? advice.canRetry : error instanceof TypeError
  useEffect(() => {
    if (!retriesItself) return
    const timer = setTimeout(() => void revalidate(), retryAfterMs)
    return () => {
      clearTimeout(timer)
    }
  }, [error, retriesItself, revalidate])
  if (error instanceof ApiProblem && error.status === 404)
    return id === undefined ? <NotFoundPage /> : <NodeNotFoundPage id={id} />
  return (
    <div className={classes.page}>
      <title>Failed · Tieback</title>
      <h1>This page could not be opened</h1>
      <ProblemView problem={advice} onRetry={() => void revalidate()} />
      <Link to="/">Overview</Link>
    </div>
  )
}
