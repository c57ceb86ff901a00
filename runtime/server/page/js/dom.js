// Elements of the page. Text only ever becomes a text node: what was said on a call cannot become markup here.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. `tag` may carry classes ("p.quiet.small"). Properties that begin with `on` are listeners; `dataset` and
 * `style` are objects; true sets an attribute, false and null leave it out. Children are nodes, texts, or lists of them.
 */
export function h(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  return dress(document.createElement(name), classes, properties, children);
}

/** The same for a piece of SVG. */
export function svg(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  return dress(document.createElementNS(SVG, name), classes, properties, children);
}

function dress(element, classes, properties, children) {
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "dataset") for (const [name, what] of Object.entries(value)) what && (element.dataset[name] = what);
    else if (key === "style") for (const [rule, what] of Object.entries(value)) element.style.setProperty(rule, what);
    else if (key === "value" && "value" in element) element.value = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Put `children` in the place of all that `element` holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Write a text, if it is another than before: live regions speak up at every change. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A sentence of ours, in which what stands between backticks is code. */
export const prose = (text) => text.split("`").map((piece, place) => (place % 2 ? h("code", {}, piece) : piece));

/** Whether the user would rather not see things move. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
