import type { Page } from './pages.ts'
import type { PersonFault } from './person.ts'
import { createSignInPath } from './return-path.ts'

/** Long enough for a provider to start again, short enough for somebody who waits. */
const retryAfterS = 15

const tryAgain = (returnTo: string): NonNullable<Page['action']> => ({
  label: 'Try again',
  path: createSignInPath(returnTo),
})

/** The provider would recognise the same person without asking, so it is told to ask. */
const asAnother = (returnTo: string): NonNullable<Page['action']> => ({
  label: 'Sign in as somebody else',
  path: createSignInPath(returnTo, { isAnotherPerson: true }),
})

export const providerDownPage = (returnTo: string): Page => ({
  status: 503,
  title: 'The sign-in service does not answer',
  texts: [
    'Tieback is well, but the company’s sign-in service cannot be reached, and nobody new can come in without it. Who has signed in already goes on.',
    'Try again in a minute. If it stays like this, tell whoever looks after the sign-in service.',
  ],
  action: tryAgain(returnTo),
  retryAfterS,
})

export const storeDownPage: Page = {
  status: 503,
  title: 'Tieback is starting, or has lost its store',
  texts: ['Try again in a few seconds.'],
  action: { label: 'Try again', path: createSignInPath('/') },
  retryAfterS,
}

export const unknownSignInPage: Page = {
  status: 400,
  title: 'This sign-in cannot be finished',
  texts: [
    'It was begun more than ten minutes ago, in another browser, or has been finished already. The browser may also have refused the cookie that Tieback signs in with.',
  ],
  action: { label: 'Begin again', path: createSignInPath('/') },
}

export const declinedPage = (returnTo: string, code: string): Page => ({
  status: 403,
  title: 'The sign-in service did not let you in',
  texts: ['You may have left its page, or it has a rule of its own that you do not meet.'],
  detail: `It said: ${code}.`,
  action: tryAgain(returnTo),
})

export const unverifiedPage = (returnTo: string, requestId: string): Page => ({
  status: 400,
  title: 'The sign-in could not be verified',
  texts: [
    'What the sign-in service sent does not fit what was asked for, so nobody was signed in. If it happens again, tell an administrator: clocks that differ are the usual reason.',
  ],
  detail: `Request ${requestId}.`,
  action: tryAgain(returnTo),
})

export const signedOutPage: Page = {
  status: 200,
  title: 'You are signed out',
  texts: ['Close the browser if others use this machine.'],
  action: { label: 'Sign in', path: createSignInPath('/') },
}

interface Refused {
  readonly name: string | null
  readonly id: string | null
  readonly returnTo: string
}

const nameOf = ({ name, id }: Refused): string => (name === id || id === null ? (name ?? 'you') : `${name} (${id})`)

const faultTexts: Readonly<Record<PersonFault, (refused: Refused) => Pick<Page, 'title' | 'texts'>>> = {
  'no-role': (refused) => ({
    title: 'You are known, and have no role here',
    texts: [
      `The sign-in service says that you are ${nameOf(refused)}. Nothing that it says of you gives a role in Tieback.`,
      'Ask an administrator of Tieback for one. It counts from your next sign-in on.',
    ],
  }),
  'other-tenant': () => ({
    title: 'You belong to another organisation',
    texts: ['Tieback takes people of its own organisation only. Sign in with an account of that one.'],
  }),
  'groups-left-out': (refused) => ({
    title: 'You are in too many groups',
    texts: [
      `The sign-in service says that you are ${nameOf(refused)}, and leaves out your groups because there are too many. Your role here follows from them.`,
      'Whoever runs Tieback can mend this: by naming where groups are asked for (“groups” in the identity file), or by giving application roles in place of groups.',
    ],
  }),
  'no-id': () => ({
    title: 'The sign-in service does not say who you are',
    texts: [
      'It signed you in, and left out what Tieback recognises people by. Whoever runs Tieback can mend this: “idClaim” in the identity file has to name a claim that the service sends.',
    ],
  }),
}

/** Why somebody whom the provider knows can't come in, and whose job it is to change that. */
export const refusedPage = (fault: PersonFault, refused: Refused): Page => ({
  status: 403,
  ...faultTexts[fault](refused),
  action: asAnother(refused.returnTo),
})
