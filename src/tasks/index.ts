import { classification } from './classification'
import { extraction } from './extraction'
import { multilabel } from './multilabel'
import { qa } from './qa'
import { ranking } from './ranking'
import { recorded } from './recorded'
import { regression } from './regression'
import { structured } from './structured'
import { summarization } from './summarization'
import type { Task } from './task'
import { translation } from './translation'

export const TASKS: readonly Task[] = [
  classification,
  multilabel,
  extraction,
  qa,
  summarization,
  translation,
  structured,
  ranking,
  regression,
  recorded,
]
