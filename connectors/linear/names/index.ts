export { called, RELATIVE_CYCLES, usableIn } from './kinds'
export { Names, want } from './names'
