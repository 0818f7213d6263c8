/** The JSON of a data block; a large one is deflated, in base64. */
export async function read<T>(id: string): Promise<T> {
  const block = document.getElementById(id) as HTMLScriptElement
  const text = block.textContent ?? ''
  return JSON.parse(block.type === 'application/json' ? text : await inflated(text)) as T
}

async function inflated(base64: string): Promise<string> {
  const packed = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Response(stream).text()
}
