// A text of one paragraph: the note of a byline, a footnote.
import { Document, Extension, pm } from "django-prose-editor/editor"

const { Fragment, Slice } = pm.model

/** In the place of Document. */
export const OneParagraph = Document.extend({ content: "paragraph" })

/** Enter does what `enter` does, a line break where nothing is said; pasted paragraphs become lines of the one there is. */
export const OneLine = Extension.create({
  name: "oneLine",
  priority: 1000,

  addOptions() {
    return { enter: null }
  },

  addKeyboardShortcuts() {
    const enter = () => {
      if (this.options.enter) this.options.enter()
      else this.editor.commands.setHardBreak()
      return true
    }
    return { Enter: enter, "Mod-Enter": enter }
  },

  addProseMirrorPlugins() {
    return [new pm.state.Plugin({ props: { transformPasted: (slice, view) => inOneLine(slice, view.state.schema) } })]
  },
})

function inOneLine(slice, schema) {
  const lines = []
  slice.content.descendants((node) => {
    if (node.isTextblock && node.content.size) lines.push(node.content.content)
    return !node.isTextblock
  })
  if (lines.length < 2) return slice
  const joined = lines.flatMap((line, index) => (index ? [schema.nodes.hardBreak.create(), ...line] : line))
  return new Slice(Fragment.fromArray(joined), 0, 0)
}
