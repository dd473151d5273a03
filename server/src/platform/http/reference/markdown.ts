const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as HTML shows it, whatever stands in it. */
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '')

const toLink = (text: string, target: string): string =>
  // A file beside the page is read in the repository; here only its name would be left.
  /^https?:\/\//.test(target) ? `<a href="${target}">${text}</a>` : text

function renderInline(text: string): string {
  // Odd pieces are code, in which nothing else has a meaning.
  return escapeHtml(text)
    .split('`')
    .map((piece, index) =>
      index % 2 === 1
        ? `<code>${piece}</code>`
        : piece
            .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
            .replaceAll(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, label: string, target: string) => toLink(label, target)),
    )
    .join('')
}

function renderBlock(block: string): string {
  const [, marks, heading] = /^(#{1,6}) (.+)$/.exec(block) ?? []
  if (marks === undefined || heading === undefined) return `<p>${renderInline(block)}</p>`
  const level = marks.length
  const id = heading.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return `<h${level} id="${id}">${renderInline(heading)}</h${level}>`
}

/** Markdown as HTML, as far as our own pages use it: headings (with their words as id), paragraphs, code, bold and links. */
export const renderMarkdown = (text: string): string =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((block) => renderBlock(block.trim()))
    .join('\n')
