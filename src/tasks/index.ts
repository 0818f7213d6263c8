import { classification } from './classification'
import { extraction } from './extraction'
import { multilabel } from './multilabel'
import { qa } from './qa'
import { recorded } from './recorded'
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
  recorded,
]
