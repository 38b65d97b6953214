import ts from 'typescript'
import { find, type Tree } from './tree'

/** Words that stood for several things, or that no other library uses, and the words in their place. */
const RETIRED: Readonly<Record<string, string>> = {
  agenda: 'timers',
  arrival: 'event',
  brittle: 'faulty',
  breathe: 'yield',
  door: 'the name of what is entered',
  gather: 'scan or merge',
  gathering: 'scan or merge',
  itinerary: 'routed ranges',
  keeping: 'context',
  lane: 'key slices',
  lanes: 'key slices',
  ledger: 'writer session',
  leg: 'segment',
  legs: 'segment',
  lie: 'altered',
  settle: 'a verb that says what is done',
  settled: 'a verb that says what is done',
  sitting: 'open session',
  spell: 'offset period',
  tally: 'counters',
  tell: 'emit or report',
  telling: 'pane emitter',
  told: 'emitted or counted',
  turn: 'mutex, migration or generation',
  turns: 'mutex, migration or generation',
}

/** Words of an identifier, in lower case: `keyBuffer` has two. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_#$]+/)
}

/** Identifiers of a tree that have a retired word in them, with the words in its place. */
export function retiredNames(tree: Tree, retired: Readonly<Record<string, string>> = RETIRED): string[] {
  return find(tree, node => {
    if (!ts.isIdentifier(node) && !ts.isPrivateIdentifier(node)) return undefined
    const word = wordsOf(node.text).find(word => Object.hasOwn(retired, word))
    return word && `${node.text} (${retired[word]})`
  })
}
