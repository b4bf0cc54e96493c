// What the desk says, in the language of the person who sits at it: publishing/editor.py renders the words into the page.
const words = JSON.parse(document.getElementById("desk-words")?.textContent || "{}")

/** The English text in the person's language; %(name)s is replaced by values.name. */
export function say(text, values = {}) {
  return (words[text] ?? text).replace(/%\((\w+)\)s/g, (match, name) => values[name] ?? match)
}

/** An element with properties, attributes, listeners ("onclick") and children; null and false are left out. */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value)
    else if (name in node && !name.includes("-")) node[name] = value
    else node.setAttribute(name, value)
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false))
  return node
}

let status

/** Tell what has just happened to those who cannot see it, and with `visible` to everyone. */
export function announce(text, { visible = false } = {}) {
  if (!status?.isConnected) {
    status = element("div", { className: "desk-status", role: "status", "aria-live": "polite" })
    document.body.append(status)
  }
  status.textContent = ""
  status.classList.toggle("desk-visible", visible)
  window.clearTimeout(status.timer)
  status.timer = window.setTimeout(() => {
    status.textContent = text
    status.timer = window.setTimeout(() => status.classList.remove("desk-visible"), 8000)
  }, 50)
}
