import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const COLOURS = 256

/** The same picture with its 256 most used colours: screenshots of an app hardly have more, and become a third as large. */
export async function smallPng(context, png) {
  const page = await context.newPage()
  const { width, height, palette, pixels } = await page.evaluate(reduce, [png.toString('base64'), COLOURS])
  await page.close()
  const indexes = Buffer.from(pixels, 'base64')
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.concat([Buffer.of(0), indexes.subarray(y * width, (y + 1) * width)]),
  )
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const data = deflateSync(Buffer.concat(rows), { level: 9 })
  const chunks = [
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', data),
    chunk('IEND', Buffer.of()),
  ]
  return Buffer.concat([SIGNATURE, ...chunks])
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  frame.set(body, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}

/** In the browser, which can read a PNG. */
async function reduce([base64, most]) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context.drawImage(bitmap, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  const colourAt = (at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2]
  const counts = new Map()
  for (let at = 0; at < data.length; at += 4) counts.set(colourAt(at), (counts.get(colourAt(at)) ?? 0) + 1)
  const palette = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([colour]) => colour)
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]
  const apart = (a, b) => parts(a).reduce((sum, part, i) => sum + (part - parts(b)[i]) ** 2, 0)
  const nearest = new Map(palette.map((colour, i) => [colour, i]))
  const indexOf = (colour) => {
    if (!nearest.has(colour)) {
      const [best] = palette.map((each, i) => [apart(each, colour), i]).sort((a, b) => a[0] - b[0])
      nearest.set(colour, best[1])
    }
    return nearest.get(colour)
  }
  let pixels = ''
  for (let at = 0; at < data.length; at += 4) pixels += String.fromCharCode(indexOf(colourAt(at)))
  return { width, height, palette: palette.flatMap(parts), pixels: btoa(pixels) }
}
