// What a stylesheet or a picture is to a component test: its name, never its content.
module.exports = 'asset'
