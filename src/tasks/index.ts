import { classification } from './classification'
import { multilabel } from './multilabel'
import { recorded } from './recorded'
import type { Task } from './task'

export const TASKS: readonly Task[] = [classification, multilabel, recorded]
