// The colours of .hold source: what a piece of a line is. The grammar in full is grammar/hold.lark; here a word is told
// by where it stands, which is enough for colours. Not responsible for mistakes (the server's checker is).

const words = (text) => new Set(text.trim().split(/\s+/));

/** Every keyword of the language, by how it is coloured. A test holds them against the grammar. */
export const WORDS = {
  item: words("flow tree test use of against"),
  header: words("company dial intent about tags open needs param redial meta given with expect"),
  clause: words("on else every"),
  step: words(`wait listen hold say play music tone human chance answer transfer press set record run notify note ask
    reject busy no beep early media`),
  leave: words("goto again retry hangup fail end"),
  modifier: words(`or then secret sure eager digit digits saying uninterrupted within renumbered behind after over rings ring
    confirm by refer heard off`),
  state: words(`callback offer human music announcement voicemail closed beep timeout busy nobody hangup unmatched uncertain silence
    ringing reorder sit answer loss jitter noise deaf model down reached transferred pressed said noted notified asks cost
    ended failed not answered`),
};

const TOKEN = new RegExp([
  String.raw`(?<comment>(?:^|(?<=\s|->))#.*$)`,
  String.raw`(?<string>"(?:\\.|[^"\\])*"?)`,
  String.raw`(?<pattern>(?<=\s|\()/(?:\\.|[^/\\])+/)`,
  String.raw`(?<variable>\$\w+)`,
  String.raw`(?<arrow>->)`,
  String.raw`(?<time>(?<![\w.*#])(?:\d+(?:\.\d+)?(?:ms|[hms]))+\b)`,
  String.raw`(?<number>(?<![\w.])[\d*#][\d.*#]*(?:%|dB)?(?!\w))`,
  String.raw`(?<comma>,)`,
  String.raw`(?<word>[\p{L}_][\w\p{L}-]*)(?<colon>[ \t]*:)?`,
].join("|"), "gu");

/** The pieces of a line that have a colour: `[from, to, kind]`, in order, in UTF-16 units. */
export function pieces(line) {
  const found = [];
  let begins = true; // whether a statement may begin here
  let before = "";
  for (const match of line.matchAll(TOKEN)) {
    const from = match.index;
    const { comment, string, pattern, variable, arrow, time, number, comma, word, colon } = match.groups;
    const put = (kind, text) => found.push([from, from + text.length, kind]);
    if (comment) put("comment", comment);
    else if (string) quoted(string, from, found);
    else if (pattern) put("string", pattern);
    else if (variable) put("variable", variable);
    else if (arrow) put("arrow", arrow);
    else if (time) put("number", time);
    else if (number) put("number", number);
    else if (word) {
      const kind = begins && colon ? "name" : kindOf(word, begins, before);
      if (kind) put(kind, word);
    }
    begins = Boolean(arrow || comma || (begins && colon));
    before = word ?? "";
  }
  return found;
}

const NAMES_FOLLOW = words("goto run flow tree of against reached");

function kindOf(word, begins, before) {
  if (NAMES_FOLLOW.has(before)) return "name";
  if (begins) {
    for (const kind of ["item", "header", "clause", "leave", "step"]) if (WORDS[kind].has(word)) return kind;
  }
  if (["on", "or", "expect", "with", "tone", "callback", "not"].includes(before) && WORDS.state.has(word)) return "state";
  for (const kind of ["leave", "step", "modifier", "state", "item"]) if (WORDS[kind].has(word)) return kind;
  return null;
}

/** A string, with what is put into it. */
function quoted(text, start, found) {
  let from = 0;
  for (const match of text.matchAll(/\\(?:u\{[0-9a-fA-F]{1,6}\}|.)|\$\$|\$\w+/g)) {
    if (match.index > from) found.push([start + from, start + match.index, "string"]);
    from = match.index + match[0].length;
    found.push([start + match.index, start + from, match[0][0] === "$" && match[0] !== "$$" ? "variable" : "escape"]);
  }
  if (from < text.length) found.push([start + from, start + text.length, "string"]);
}
