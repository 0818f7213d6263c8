// Prints the JSON Schema of a gate spec, for schema/gate.schema.json.
import { gateSchema } from '../src/spec/schema'
import { TASKS } from '../src/tasks'

console.log(JSON.stringify(gateSchema(TASKS), null, 2))
