// Words, elements, and the only structure read out of an answer's text: paragraphs and tables, as in qa/web/blocks.py.

const root = document.documentElement;
const say = (key, n) => {
  const text = STRINGS[root.lang][key] ?? key;
  return n === undefined ? text : text.replace("{n}", n);
};

/** Return an element; a child that is text stays text. `t` is the key of its words, which follow the language. */
const make = (tag, { t, tLabel, tTitle, n, data, ...attributes } = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  Object.assign(element.dataset, data, { t, tLabel, tTitle, n });
  for (const key of ["t", "tLabel", "tTitle", "n"]) if (element.dataset[key] === "undefined") delete element.dataset[key];
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  translate(element);
  return element;
};
const translate = (element) => {
  const { t, tLabel, tTitle, tPlaceholder, n } = element.dataset;
  if (t) element.textContent = say(t, n);
  if (tLabel) element.setAttribute("aria-label", say(tLabel, n));
  if (tTitle) element.title = say(tTitle, n);
  if (tPlaceholder) element.placeholder = say(tPlaceholder);
};
const translateAll = () => document.querySelectorAll("[data-t], [data-t-label], [data-t-title], [data-t-placeholder]").forEach(translate);

/** Return the cells of a table's line; `\|` is a bar inside a cell. */
const cellsOf = (line) => {
  const cells = line.trim().replace(/^\|/, "").split(/(?<!\\)\|/);
  if (cells.length > 1 && !cells.at(-1).trim()) cells.pop();
  return cells.map((cell) => cell.trim().replaceAll("\\|", "|"));
};
const isRule = (line) => cellsOf(line).every((cell) => /^:?-+:?$/.test(cell));

/** Return the paragraphs (strings) and tables (arrays of rows, the first of them the header) of a text. */
const blocksOf = (text) => {
  const blocks = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; ) {
    let end = at;
    while (end < lines.length && lines[end].startsWith("|")) end += 1;
    if (end - at >= 2 && isRule(lines[at + 1])) {
      blocks.push([lines[at], ...lines.slice(at + 2, end)].map(cellsOf));
      at = end;
      continue;
    }
    if (lines[at].trim()) blocks.push(lines[at]);
    at += 1;
  }
  return blocks;
};

/** Return a text as a screen reader should say it: without markers, each row of a table as a sentence. */
const spokenText = (text, language) => {
  const [colon, comma, stop] = language === "en" ? [": ", "; ", "."] : ["：", "；", "。"];
  const sentence = (said) => (/[。！？；.!?;]$/.test(said) ? said : said + stop);
  const rowSaid = (heads, [name, ...cells]) => {
    const said = cells.map((cell, at) => cell && `${heads[at + 1] ?? ""} ${cell}`).filter(Boolean);
    return said.length ? `${name}${colon}${said.join(comma)}` : name;
  };
  return blocksOf(text.replace(/ ?\[\d{1,3}\]/g, ""))
    .flatMap((block) => (typeof block === "string" ? [block.trim()] : block.slice(1).map((row) => rowSaid(block[0], row))))
    .map(sentence).join(" ");
};
