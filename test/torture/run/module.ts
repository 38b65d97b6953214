import { argv } from 'node:process'

const [, , file, exported, budgetSeconds] = argv

const { [exported]: torture } = await import(file)
if (!torture) throw new Error(`${file} must export a function ${exported}(budgetSeconds)`)
console.log(await torture(Number(budgetSeconds)))
