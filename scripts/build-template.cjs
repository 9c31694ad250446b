// Makes dist/db-template.tar.gz, the image that a new embedded database starts from, with the server that was just built.
const { writeFileSync, renameSync } = require('node:fs')
const path = require('node:path')
const dist = path.resolve(__dirname, '../dist')
const { makeTemplate } = require(path.join(dist, 'server/db/database.js'))

const quiet = { debug() {}, info() {}, warn: console.warn, error: console.error, fatal: console.error }
const file = path.join(dist, 'db-template.tar.gz')

makeTemplate(quiet).then(
  (image) => {
    // Complete or not there.
    writeFileSync(`${file}.draft`, image)
    renameSync(`${file}.draft`, file)
  },
  (error) => {
    console.error(error)
    process.exitCode = 1
  },
)
