import { daysOf } from '../spec/day'
import { withoutZeros } from './decimal'

/**
 * One text for all spellings of an ISO 8601 calendar date or instant: 2024-03-01, 20240301, 2024-03-01T10:00Z,
 * 2024-03-01 11:00:00.0+01:00. A time without offset is a time of its own, equal only to the same without offset.
 * Undefined for what is none.
 */
export function isoDate(text: string): string | undefined {
  const [whole, year, month, day, dashed, compactMonth, compactDay, time] = DATE.exec(text.trim()) ?? []
  if (whole === undefined) return undefined
  const [y, m, d] = [
    Number(year),
    Number(dashed === undefined ? compactMonth : month),
    Number(dashed === undefined ? compactDay : day),
  ]
  if (m < 1 || m > 12 || d < 1 || d > daysOf(y, m)) return undefined
  const days = dayNumber(y, m, d)
  if (time === undefined) return `day ${days}`
  const [, hour, minute, second = '00', fraction = '', zone] = TIME.exec(time) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const seconds = days * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  const rest = withoutZeros(fraction)
  if (zone === undefined) return `local ${seconds}.${rest}`
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined
  const offset = (Number(hours) * 3600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1)
  return `instant ${seconds - offset}.${rest}`
}

const DATE = /^(\d{4})(?:-(\d\d)-(\d\d)()|(\d\d)(\d\d))(?:[Tt ](.+))?$/
const TIME = /^(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?([Zz]|[+-]\d\d(?::?\d\d)?)?$/

/** Days since 1 March of the year 0, which puts the leap day last. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1
  const m = (month + 9) % 12
  return (
    365 * y +
    Math.floor(y / 4) -
    Math.floor(y / 100) +
    Math.floor(y / 400) +
    Math.floor((153 * m + 2) / 5) +
    day
  )
}
