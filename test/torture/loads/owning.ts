import { argv } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'libsql'
import { sqliteStore } from '../../../src/store/sqlite'
import type { OwnerOptions } from './contested-load'
import { Owner } from './owner'
import { say } from './say'
import { hash } from './source'

const MAX_PAUSE = 30

const { file, seed, own, events }: OwnerOptions = JSON.parse(argv[2])

let fences = 0
let wait = 0
const owner = new Owner(sqliteStore(new Database(file)), { seed, own, events }, (word, number) => {
  say(`${word} ${number}`)
  if (word === 'fenced') wait = hash(own, fences++) % MAX_PAUSE
})
while (await owner.step()) {
  // So that whoever took it over gets to write.
  if (wait > 0) await pause(wait)
  wait = 0
}
