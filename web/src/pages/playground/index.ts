export { PlaygroundPage } from './page'
