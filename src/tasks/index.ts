import { classification } from './classification'
import { multilabel } from './multilabel'
import type { Task } from './task'

export const TASKS: readonly Task[] = [classification, multilabel]
