// A turn as it is shown: question, answer with its markers, the passages cited, or help where there is no answer.

const OPEN_CARDS = 2; // so many passages are open at once; of the others the headings
const WEAKEST_FIRST = ["unverified", "paraphrase", "verbatim", "computed"];

const isChinese = (text) => /[\u3400-\u9fff]/.test(text);

/** Return a line with its known markers as links to their cards; an unknown one stays text. */
const inline = (text, turn) =>
  text.split(/(\[\d{1,3}\])/).map((part) => {
    const number = /^\[(\d+)\]$/.exec(part)?.[1];
    if (!number || !turn.citations.has(Number(number))) return part;
    return make("a", { class: "marker", href: `#card-${turn.number}-${number}`, tLabel: "source_number", n: number, data: { card: `card-${turn.number}-${number}` } }, part);
  });

const table = (rows, turn) => {
  const [head, ...body] = rows;
  const line = (cells, first) => make("tr", {}, cells.map((cell, at) => make(at && !first ? "td" : "th", { scope: first ? "col" : at ? undefined : "row" }, inline(cell, turn))));
  return make("div", { class: "table", role: "region", tabindex: 0, tLabel: "table" }, make("table", {}, make("thead", {}, line(head, true)), make("tbody", {}, body.map((cells) => line(cells, false)))));
};

const answerText = (text, turn) => blocksOf(text).map((block) => (typeof block === "string" ? make("p", {}, inline(block, turn)) : table(block, turn)));

const support = (marker, turn) => {
  const found = turn.sentences.filter((sentence) => sentence.markers.includes(marker)).map((sentence) => sentence.support);
  return WEAKEST_FIRST.find((each) => found.includes(each)) ?? "verbatim";
};

/** Return the address of a quote in the reader; of anything else than a plan's there is none. */
const addressOf = (citation) => (/^\/plans\/[^/]/.test(citation.permalink) ? new URL(root.dataset.root + citation.permalink, location.origin).href : "");

const oneLine = (text) => text.split(/\s+/).filter(Boolean).join(" ");

/** Return what a card quotes: of a row of a table the cells that are told under their columns, then it and its head as printed. */
const quoted = ({ quote, head, cells }) => {
  if (!head) return [make("blockquote", { lang: "zh-Hans" }, quote)];
  const told = cells.map((cell) => make("tr", {}, make("th", { scope: "row" }, cell.column), make("td", {}, make("mark", {}, oneLine(cell.quote)))));
  return [
    told.length ? make("table", { class: "cells", lang: "zh-Hans" }, make("tbody", {}, told)) : null,
    make("p", { class: "small head", lang: "zh-Hans" }, make("span", { t: "cited_heads" }), ` ${oneLine(head.quote)}`),
    make("blockquote", { lang: "zh-Hans" }, oneLine(quote)),
  ];
};

const card = (citation, turn, isOpen) => {
  const seal = support(citation.marker, turn);
  const address = addressOf(citation);
  const read = address ? make("a", { class: "read", href: address, target: "_blank", rel: "noopener", tTitle: "new_tab", data: { cites: citation.marker } }, make("span", { t: "read_in_plan" })) : null;
  const damage = citation.warnings.length ? make("p", { class: "damage" }, make("b", { t: "damaged" }), citation.warnings.map((each) => make("span", {}, each))) : null;
  const glossary = citation.glossary?.length ? make("p", { class: "small", lang: "en" }, citation.glossary.map(({ zh, en }) => make("span", { class: "gloss" }, make("b", { lang: "zh-Hans" }, zh), ` ${en} `))) : null;
  return make("li", { class: "card", id: `card-${turn.number}-${citation.marker}`, tabindex: -1 },
    make("details", { open: isOpen },
      make("summary", {},
        make("span", { class: "number" }, `[${citation.marker}]`),
        make("span", { class: "where", lang: "zh-Hans" }, make("b", {}, citation.city + (citation.label || "")), citation.chapter.map((heading) => make("span", {}, heading))),
        make("span", { class: `seal ${seal}`, t: seal, tTitle: `${seal}_help` })),
      quoted(citation),
      make("p", { class: "of", lang: "zh-Hans" }, citation.document),
      glossary, damage, read));
};

const sources = (turn) => {
  const cited = [...turn.citations.values()];
  if (!cited.length) return null;
  return make("section", { class: "sources" }, make("h3", { t: "sources", n: cited.length }), make("ol", {}, cited.map((each, at) => card(each, turn, at < OPEN_CARDS))));
};

const chips = (plans) => plans.map((plan) =>
  make("li", { title: plan.title },
    make("a", { href: `${root.dataset.root}/plans/${encodeURIComponent(plan.id)}`, target: "_blank", rel: "noopener" },
      make("b", { lang: "zh-Hans" }, plan.city + (plan.label || "")), plan.city_en ? make("span", { lang: "en" }, plan.city_en) : null)));

const examples = (plans, count) => {
  const wanted = root.lang !== "en";
  const lists = plans.map((plan) => plan.examples.filter((text) => isChinese(text) === wanted));
  const found = [];
  for (let at = 0; found.length < count && lists.some((list) => at < list.length); at += 1) {
    for (const list of lists) if (at < list.length && found.length < count && !found.includes(list[at])) found.push(list[at]);
  }
  return found.map((text) => make("li", {}, make("button", { type: "button", data: { ask: text }, lang: isChinese(text) ? "zh-Hans" : "en" }, text)));
};

const help = (plans) => [
  make("h3", { t: "refused_covered" }), make("ul", { class: "plans" }, chips(plans)),
  make("h3", { t: "refused_examples" }), make("ul", { class: "examples" }, examples(plans, 3)),
];

const notes = (warnings) => (warnings.length ? make("div", { class: "note" }, make("b", { t: "note_label" }), make("ul", {}, warnings.map((each) => make("li", {}, each)))) : null);

/** Return what stands under a question, for every state that its turn can be in. */
const reply = (turn, plans) => {
  const text = make("div", { class: "answer", lang: turn.language }, answerText(turn.text, turn));
  if (turn.state === "searching") return [make("p", { class: "searching" }, make("i"), make("i"), make("i"), make("span", { t: "searching" }))];
  if (turn.state === "failed") {
    const told = typeof turn.problem === "string"; // what the server says of a question is true of it the next time too
    const said = told ? make("p", {}, turn.problem) : make("p", turn.problem);
    const again = told ? null : make("button", { type: "button", class: "again", t: "retry", data: { ask: turn.question } });
    return [make("div", { class: "problem" }, make("b", { t: "failed_title" }), said), again];
  }
  if (turn.refused) return [make("div", { class: "refusal" }, make("b", { t: "refused_title" }), text, help(plans))];
  const stopped = turn.state === "stopped" ? make("p", { class: "small", t: "stopped" }) : null;
  const depth = turn.state === "done" && turn.citations.size ? make("button", { type: "button", class: "depth small", t: turn.depth === "full" ? "tell_short" : "tell_full", data: { leave: "depth" } }) : null;
  return [text, stopped, notes(turn.warnings), sources(turn), depth];
};
