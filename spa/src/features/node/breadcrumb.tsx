import { ActionIcon, Menu } from '@mantine/core'
import type { NodeDetail, NodeRef } from '@tieback/contracts'
import { Link, useNavigate } from 'react-router'
import { useShortcuts } from '../../app/frame/use-shortcuts.ts'
import { NodeLink } from '../../app/node-link.tsx'
import { useAddress } from '../../app/use-address.ts'
import { Icon } from '../../ui/icons.tsx'
import classes from './breadcrumb.module.css'

/** Every level from the portfolio down, and the way to the neighbours: `[`, `]`, or the menu of all. */
export function Breadcrumb({ detail: { node, path, siblings } }: { readonly detail: NodeDetail }) {
  const { carried } = useAddress()
  const navigate = useNavigate()
  const index = siblings.findIndex((sibling) => sibling.id === node.id)
  const [previous, next] = [siblings[index - 1], siblings[index + 1]]
  const parent = path.at(-1)
  const visit = (target: NodeRef | undefined) => target && void navigate(`/nodes/${target.id}${carried}`)
  useShortcuts({
    'previous-sibling': () => visit(previous),
    'next-sibling': () => visit(next),
    up: () => {
      if (parent) visit(parent)
      else void navigate(`/${carried}`)
    },
  })
  return (
    <nav className={classes.breadcrumb} aria-label="Breadcrumb" data-testid="breadcrumb">
      <ol className={classes.levels}>
        <li>
          <Link to={`/${carried}`}>Portfolio</Link>
        </li>
        {path.map((level) => (
          <li key={level.id}>
            <NodeLink node={level} />
          </li>
        ))}
        <li aria-current="page">{node.name}</li>
      </ol>
      {siblings.length > 1 && (
        <span className={classes.siblings}>
          <Step icon="left" target={previous} label="Previous" onVisit={visit} />
          <SiblingMenu siblings={siblings} currentId={node.id} />
          <Step icon="right" target={next} label="Next" onVisit={visit} />
        </span>
      )}
    </nav>
  )
}

interface StepProps {
  readonly icon: 'left' | 'right'
  readonly target: NodeRef | undefined
  readonly label: string
  readonly onVisit: (target: NodeRef) => void
}

function Step({ icon, target, label, onVisit }: StepProps) {
  return (
    <ActionIcon
      variant="subtle"
      size="sm"
      aria-label={target ? `${label}: ${target.name}` : label}
      disabled={!target}
      onClick={() => {
        if (target) onVisit(target)
      }}
    >
      <Icon name={icon} />
    </ActionIcon>
  )
}

function SiblingMenu({ siblings, currentId }: { readonly siblings: readonly NodeRef[]; readonly currentId: string }) {
  const { carried } = useAddress()
  return (
    <Menu shadow="md" position="bottom-start">
      <Menu.Target>
        <ActionIcon variant="subtle" size="sm" aria-label={`All ${String(siblings.length)} of this level`}>
          <Icon name="down" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {siblings.map((sibling) => (
          <Menu.Item
            key={sibling.id}
            component={Link}
            to={`/nodes/${sibling.id}${carried}`}
            aria-current={sibling.id === currentId ? 'page' : undefined}
          >
            {sibling.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
