// What the quality rules find: in faults planted in the simulated field, and in published series of real wells and machines.
import { judgeLabelled, judgePlanted, judgeWells, type RuleFindings } from './findings.ts'
import { nab } from './nab.ts'
import { listInstances, petrobras3w, readInstance } from './petrobras-3w.ts'
import { hasSharedData } from './shared-data.ts'
import { simulateSensors } from './simulated-sensors.ts'

const share = (part: number, whole: number): string => (whole === 0 ? '—' : `${((100 * part) / whole).toFixed(1)} %`)

function printRules(rules: readonly RuleFindings[], series: number, seriesHours: number): void {
  const rows = rules.map(({ rule, marks, series: touched, inEvents }) => {
    const perMonth = ((marks * 720) / seriesHours).toPrecision(2)
    return `| ${rule} | ${marks} | ${touched} of ${series} | ${inEvents} | ${share(inEvents, marks)} | ${perMonth} |`
  })
  const header = '| rule | marks | series | within a labelled event | of its marks | marks per series and month |'
  console.log([header, '|---|---|---|---|---|---|', ...rows].join('\n'))
}

function reportPlanted(): void {
  const days = 20
  const series = simulateSensors({ seed: 7, days, facilities: 12 })
  const { tagMonths, planted, found, falseAlarms } = judgePlanted(series, days)
  console.log(
    `\n## Simulated field: ${series.length} series over ${days} days (${tagMonths.toFixed(0)} months of a series)\n`,
  )
  console.log(
    '| rule | planted | found | recall | false alarms | per 100 months of a series |\n|---|---|---|---|---|---|',
  )
  const per100 = ((100 * falseAlarms.length) / tagMonths).toFixed(2)
  console.log(`| frozen | ${planted} | ${found} | ${share(found, planted)} | ${falseAlarms.length} | ${per100} |`)
  for (const alarm of falseAlarms) console.log(`\nfalse: ${alarm}`)
}

function reportWells(): void {
  const { series, seriesHours, rules, dead, others, told } = judgeWells(listInstances().map(readInstance))
  console.log(`\n## ${petrobras3w}: ${series} series of 14 recordings, ${seriesHours.toFixed(0)} hours of a series\n`)
  printRules(rules, series, seriesHours)
  console.log(
    `\nInstruments listed as constant: ${dead.doubted} of ${dead.listed} are doubted (${share(dead.doubted, dead.listed)}).`,
  )
  console.log(`Of the ${others.listed} that moved, ${others.doubted} are doubted for more than a spike.`)
  const all = dead.doubted + others.doubted
  console.log(`So of the doubted series ${share(dead.doubted, all)} are listed as constant.\n`)
  for (const mark of told) console.log(`- ${mark}`)
}

function reportLabelled(): void {
  const { series, seriesHours, rules, windows } = judgeLabelled()
  console.log(`\n## ${nab}: ${series} series, ${seriesHours.toFixed(0)} hours of a series\n`)
  printRules(rules, series, seriesHours)
  console.log(
    `\nLabelled windows touched by a mark: ${windows.touched} of ${windows.listed} (${share(windows.touched, windows.listed)}).`,
  )
}

reportPlanted()
for (const [folder, report] of [
  [petrobras3w, reportWells],
  [nab, reportLabelled],
] as const) {
  if (hasSharedData(folder)) report()
  else console.log(`\n## ${folder}: left out, there is no ../shared/data/${folder}`)
}
