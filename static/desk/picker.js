// The other end of the editor's picture button: the library, opened in a window of its own as `<picker>?language=es`.
//
// The page marks each picture that can be chosen, in the language it was asked for, and loads this module:
//
//   <button type="button" data-picture-src="/media/pictures/…/full.jpg" data-picture-alt="…"
//           data-picture-caption="…" data-picture-decorative>…</button>
//
// A click, or Enter, tells the window that opened it { picture: { src, alt, caption, decorative } } and closes the library.
// The page may upload and search by ordinary forms: keep ?language= in their action.
document.addEventListener("click", ({ target }) => {
  const choice = target.closest("[data-picture-src]")
  if (!choice || !window.opener) return
  const { pictureSrc: src, pictureAlt: alt = "", pictureCaption: caption = "" } = choice.dataset
  window.opener.postMessage({ picture: { src, alt, caption, decorative: "pictureDecorative" in choice.dataset } }, location.origin)
  window.close()
})
