// The editing area as such: its name and language for screen readers and spell checkers, and who its counterpart is.
import { Extension, pm } from "django-prose-editor/editor"
import { element, say } from "desk/words"

const areas = new Map()

export const Area = Extension.create({
  name: "area",
  priority: 200, // before the toolbar, which points at the area

  addOptions() {
    return { field: "", language: "", languageName: "" }
  },

  onBeforeCreate() {
    this.editor.options.injectCSS = false // editor.css has those rules: a <style> would need a hole in the policy
  },

  onCreate() {
    const textarea = this.editor.options.element.querySelector?.("textarea")
    if (!textarea) return
    areas.set(textarea.name, this.editor)
    const area = this.editor.view.dom
    area.id = `${textarea.id}-area`
    area.setAttribute("aria-multiline", "true")
    if (!this.editor.isEditable) area.setAttribute("aria-readonly", "true")
    area.setAttribute("aria-label", nameOf(textarea))
    if (textarea.hasAttribute("aria-invalid")) area.setAttribute("aria-invalid", textarea.getAttribute("aria-invalid"))
    const keys = element("span", { id: `${area.id}-keys`, hidden: true, textContent: say("Alt+F10 goes to the toolbar. Escape and then Tab leaves the text.") })
    area.after(keys)
    area.setAttribute("aria-describedby", `${textarea.getAttribute("aria-describedby") ?? ""} ${keys.id}`.trim())
    if (this.options.language) area.lang = this.options.language
    for (const label of textarea.labels ?? []) label.addEventListener("click", () => this.editor.commands.focus())
  },

  // Tab indents lists and moves through tables: after Escape it is the browser's again.
  addProseMirrorPlugins() {
    let leaving = false
    return [new pm.state.Plugin({
      props: {
        handleDOMEvents: {
          keydown(_view, { key }) {
            const left = leaving && key === "Tab"
            leaving = key === "Escape" || (leaving && key === "Shift")
            return left
          },
        },
      },
    })]
  },

  onDestroy() {
    for (const [name, editor] of areas) if (editor === this.editor) areas.delete(name)
  },
})

/** The label of the field, or the head of its column in a table. */
function nameOf(textarea) {
  const label = textarea.labels?.[0]?.textContent.trim().replace(/:$/, "")
  if (label) return label
  const cell = textarea.closest("td")
  const column = cell && cell.closest("table").querySelector(`thead th:nth-child(${cell.cellIndex + 1})`)
  return column?.textContent.trim() || say("Text")
}

/** What an editor was told about itself: { field, language, languageName }. */
export function optionsOf(editor) {
  return editor.extensionManager.extensions.find((extension) => extension.name === "area")?.options ?? {}
}

/** The editors of the same field in the other languages, by the names of their textareas (body_en, body_es). */
export function counterparts(editor) {
  const textarea = editor.options.element.querySelector?.("textarea")
  const { field } = optionsOf(editor)
  if (!field || !textarea) return []
  const start = textarea.name.slice(0, textarea.name.lastIndexOf(field))
  return [...areas].filter(([name, other]) => {
    return other !== editor && optionsOf(other).field === field && name.startsWith(`${start}${field}_`)
  }).map(([, other]) => other)
}
