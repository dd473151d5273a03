import { Component } from 'react'

interface FailureBoundaryProps {
  readonly fallback: (error: unknown, retry: () => void) => React.ReactNode
  readonly children: React.ReactNode
}

interface FailureBoundaryState {
  readonly failure: { readonly error: unknown } | null
}

/** One widget that fails to draw shows its own problem; the page around it stays. */
export class FailureBoundary extends Component<FailureBoundaryProps, FailureBoundaryState> {
  override state: FailureBoundaryState = { failure: null }

  static getDerivedStateFromError(error: unknown): FailureBoundaryState {
    return { failure: { error } }
  }

  readonly retry = (): void => {
    this.setState({ failure: null })
  }

  override render(): React.ReactNode {
    const { failure } = this.state
    return failure === null ? this.props.children : this.props.fallback(failure.error, this.retry)
  }
}
